package io.reliablemessage.console.audit;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.protocol.management.AuditAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries; what is left out does not matter.
 *
 * @param target a whole one, or a beginning followed by {@code *}
 * @param from inclusive; {@code to} exclusive
 */
record AuditFilter(
        @Nullable String actor,
        @Nullable AuditAction action,
        @Nullable String target,
        @Nullable Instant from,
        @Nullable Instant to) {

    boolean isEmpty() {
        return equals(new AuditFilter(null, null, null, null, null));
    }

    Call on(Call audit) {
        return audit.with("actor", actor)
                .with("action", action)
                .with("target", target)
                .with("from", from)
                .with("to", to);
    }
}
