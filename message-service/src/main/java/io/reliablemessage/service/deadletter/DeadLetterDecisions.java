package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.service.application.ReplayHorizon;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What a person decides about an open case. Of two who decide at once exactly one wins; the other learns how the case stands. */
@Component
public final class DeadLetterDecisions {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterDecisions.class);
    private static final String BEYOND_HORIZON =
            "The message is older than the replay horizon of %d days: a group that has forgotten its key takes effect again";

    private final JdbcDeadLetters table;
    private final CaseTransitions transitions;
    private final Transactions transactions;
    private final ReplayHorizon horizon;
    private final AuditTrail audit;

    DeadLetterDecisions(
            JdbcDeadLetters table,
            CaseTransitions transitions,
            Transactions transactions,
            ReplayHorizon horizon,
            AuditTrail audit) {
        this.table = table;
        this.transitions = transitions;
        this.transactions = transactions;
        this.horizon = horizon;
        this.audit = audit;
    }

    /**
     * Delivers the message again to the failed group, with a fresh budget of attempts.
     *
     * @return a warning for the person, if there is something to know
     * @throws ProblemException 404 if there is no such case, 409 if it is not OPEN or the message cannot be delivered any more
     */
    public Optional<String> replay(UUID id, String reason, Caller by) {
        Target target = find(id);
        AuditNote note = AuditNote.of(by, AuditAction.DEAD_LETTER_REPLAYED, "dead-letter " + id)
                .withReason(reason)
                .withChange(Standing.before(target), new Standing(DeadLetterState.REPLAYING, target.rounds() + 1));
        decide(note, "replayed", id, () -> transitions.replay(target, reason));
        transitions.published();
        log.info(
                "Message {}: dead letter {} is replayed by {}; the next redelivery publishes it",
                target.messageId(),
                id,
                by.name());
        List<String> warnings = new ArrayList<>();
        if (table.isExpired(target.messageId())) {
            warnings.add("The message had expired; it is delivered regardless of its expiresAt");
        }
        if (table.isOlderThan(target.messageId(), horizon.duration())) {
            warnings.add(BEYOND_HORIZON.formatted(horizon.duration().toDays()));
            log.warn(
                    "Message {} is replayed more than {} after its creation, the replay horizon; a group that has forgotten its key takes effect again",
                    target.messageId(),
                    horizon.duration());
        }
        return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", warnings));
    }

    /** Whether a person has to decide whether the message may be delivered once more, since groups may have forgotten it. */
    boolean isBeyondHorizon(Target target) {
        return table.isOlderThan(target.messageId(), horizon.duration());
    }

    /**
     * Gives the message up for this group.
     *
     * @throws ProblemException 404 if there is no such case, 409 if it is not OPEN
     */
    public void discard(UUID id, String reason, Caller by) {
        Target target = find(id);
        AuditNote note = AuditNote.of(by, AuditAction.DEAD_LETTER_DISCARDED, "dead-letter " + id)
                .withReason(reason)
                .withChange(Standing.before(target), new Standing(DeadLetterState.DISCARDED, target.rounds()));
        decide(note, "discarded", id, () -> transitions.discard(target, reason));
        log.info(
                "Message {}: dead letter {} is discarded by {}; the group will not get it",
                target.messageId(),
                id,
                by.name());
    }

    /** Replays without a person; whether the case was OPEN and its message could be revived. Otherwise nothing changed. */
    boolean tryReplay(Target target) {
        try {
            transactions.run(() -> transitions.replay(target, null));
        } catch (NotOpenException e) {
            return false;
        }
        transitions.published();
        return true;
    }

    private void decide(AuditNote note, String verb, UUID id, Runnable transition) {
        try {
            transactions.run(() -> {
                transition.run();
                audit.write(note);
            });
        } catch (NotOpenException e) {
            ProblemException refusal = transitions.refusal(id, verb);
            audit.write(note.withChange(null, null).withOutcome(AuditOutcome.REFUSED, refusal.detail()));
            throw refusal;
        }
    }

    private Target find(UUID id) {
        return transitions.find(id).orElseThrow(() -> ProblemException.notFound("dead letter", id.toString()));
    }

    /** A case in the audit trail. */
    private record Standing(DeadLetterState state, int rounds) {
        static Standing before(Target target) {
            return new Standing(DeadLetterState.OPEN, target.rounds());
        }
    }
}
