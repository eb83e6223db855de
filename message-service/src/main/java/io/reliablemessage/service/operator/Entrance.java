package io.reliablemessage.service.operator;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.security.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Opens sessions and notes who came in and who did not. A refusal is noted once a minute for each person, and once a minute for all
 * names that nobody has: what was typed there may be a password, so it is neither noted nor logged.
 */
@Component
class Entrance {
    private static final Logger log = LoggerFactory.getLogger(Entrance.class);
    static final String NOBODY = "unknown";

    private final Sessions sessions;
    private final AuditTrail trail;
    private final Transactions transactions;

    Entrance(Sessions sessions, AuditTrail trail, Transactions transactions) {
        this.sessions = sessions;
        this.trail = trail;
        this.transactions = transactions;
    }

    /** Joins the transaction in which the person showed who they are. */
    IssuedSession open(Operator operator) {
        Sessions.Opened session = sessions.open(operator.id());
        trail.write(note(operator.name(), operator.role(), AuditAction.LOGGED_IN));
        return new IssuedSession(session.token(), session.endsAt(), operator.current());
    }

    void refuse(Operator operator, String why) {
        refuse(operator.name(), operator.role(), why);
    }

    void refuseNobody(String why) {
        refuse(NOBODY, null, why);
    }

    /** @param name one that somebody is known by, here or to the identity provider */
    void refuse(String name, @Nullable Role role, String why) {
        log.info("A login of {} is refused: {}", name, why);
        AuditNote note = note(name, role, AuditAction.LOGIN_REFUSED).withOutcome(AuditOutcome.REFUSED, why);
        transactions.run(() -> trail.writeOnceAMinute("login of " + name, note));
    }

    private static AuditNote note(String name, @Nullable Role role, AuditAction action) {
        return AuditNote.of(new Caller(null, name, role), action, "operator " + name);
    }
}
