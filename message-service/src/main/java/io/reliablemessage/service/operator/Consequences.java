package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.security.Callers;
import io.reliablemessage.service.security.Sessions;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a change of a person brings with it: an entry in the audit trail, sessions that end, nodes that notice. */
@Component
record Consequences(AuditTrail trail, Sessions sessions, Callers callers) {

    /** Joins the caller's transaction. */
    void note(Caller by, AuditAction action, String name) {
        note(by, action, name, null, null);
    }

    /** Joins the caller's transaction. */
    void note(Caller by, AuditAction action, String name, @Nullable Object before, @Nullable Object after) {
        trail.write(AuditNote.of(by, action, "operator " + name).withChange(before, after));
    }
}
