package io.reliablemessage.service.audit;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.security.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written into the audit trail; begins with {@link #of} and is completed by the {@code with…} methods.
 *
 * @param target "dead-letter …", "message …", "topic …"; for many at once the filter as JSON; cut at 1,000 characters
 * @param before as JSON, never a payload or a secret; {@code after} alike
 */
public record AuditNote(
        String actor,
        @Nullable Role role,
        AuditAction action,
        String target,
        @Nullable String reason,
        @Nullable Object before,
        @Nullable Object after,
        AuditOutcome outcome,
        @Nullable String detail) {
    public static AuditNote of(Caller by, AuditAction action, String target) {
        return new AuditNote(by.name(), by.role(), action, target, null, null, null, AuditOutcome.DONE, null);
    }

    /** Of something that the service does by itself. */
    public static AuditNote ofService(AuditAction action, String target) {
        return new AuditNote(AuditEntry.SERVICE, null, action, target, null, null, null, AuditOutcome.DONE, null);
    }

    public AuditNote withReason(@Nullable String why) {
        return new AuditNote(actor, role, action, target, why, before, after, outcome, detail);
    }

    /** Whatever JSON can show; {@code null} where there was nothing. */
    public AuditNote withChange(@Nullable Object from, @Nullable Object to) {
        return new AuditNote(actor, role, action, target, reason, from, to, outcome, detail);
    }

    public AuditNote withOutcome(AuditOutcome how, @Nullable String about) {
        return new AuditNote(actor, role, action, target, reason, before, after, how, about);
    }
}
