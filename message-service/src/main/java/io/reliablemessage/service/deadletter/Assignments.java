package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who looks after a case, or after all cases of a cause, and what they note; the last word replaces what was there. */
@Component
public final class Assignments {
    static final int MAX_ASSIGNEE = 100;
    private static final int MAX_NOTE = 2_000;

    private final JdbcDeadLetters cases;
    private final JdbcCauses causes;
    private final DeadLetterSearch search;
    private final Transactions transactions;
    private final AuditTrail audit;

    Assignments(
            JdbcDeadLetters cases,
            JdbcCauses causes,
            DeadLetterSearch search,
            Transactions transactions,
            AuditTrail audit) {
        this.cases = cases;
        this.causes = causes;
        this.search = search;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** @throws ProblemException 404 if there is no such case, 400 for texts that are too long */
    public DeadLetterDetails assign(UUID id, Assignment to, Caller by) {
        Assignment checked = checked(to);
        transactions.run(() -> {
            Assignment before =
                    cases.assignment(id).orElseThrow(() -> ProblemException.notFound("dead letter", id.toString()));
            cases.assign(id, checked);
            audit.write(AuditNote.of(by, AuditAction.DEAD_LETTER_ASSIGNED, "dead-letter " + id)
                    .withChange(before, checked));
        });
        return search.get(id).deadLetter();
    }

    /** @throws ProblemException 404 if there is no case of this cause, 400 for texts that are too long */
    public void assignCause(String fingerprint, Assignment to, Caller by) {
        DeadLetterSearch.check("fingerprint", fingerprint, "must have 16 hexadecimal digits", 16, "[0-9a-f]{16}");
        Assignment checked = checked(to);
        if (!causes.exists(fingerprint)) {
            throw ProblemException.notFound("cause", fingerprint);
        }
        transactions.run(() -> {
            Assignment before = causes.assignment(fingerprint).orElse(null);
            causes.assign(fingerprint, checked);
            audit.write(AuditNote.of(by, AuditAction.CAUSE_ASSIGNED, "cause " + fingerprint)
                    .withChange(before, checked));
        });
    }

    private static Assignment checked(Assignment to) {
        String assignee = stripped(to.assignee());
        String note = stripped(to.note());
        DeadLetterSearch.checkLength("assignee", assignee, 1, MAX_ASSIGNEE);
        DeadLetterSearch.checkLength("note", note, 1, MAX_NOTE);
        return new Assignment(assignee, note);
    }

    private static @Nullable String stripped(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
