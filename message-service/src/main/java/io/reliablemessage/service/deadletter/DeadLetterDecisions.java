package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.application.ReplayHorizon;
import io.reliablemessage.service.deadletter.JdbcDeadLetters.Target;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    private final Transactions transactions;
    private final Duties duties;
    private final ReplayHorizon horizon;

    DeadLetterDecisions(JdbcDeadLetters table, Transactions transactions, Duties duties, ReplayHorizon horizon) {
        this.table = table;
        this.horizon = horizon;
        this.transactions = transactions;
        this.duties = duties;
    }

    /**
     * Delivers the message again to the failed group, with a fresh budget of attempts.
     *
     * @param by who decides, for the log
     * @return a warning for the person, if there is something to know
     * @throws ProblemException 404 if there is no such case, 409 if it is not OPEN or the message cannot be delivered any more
     */
    public Optional<String> replay(UUID id, String reason, String by) {
        Target target = find(id);
        if (!tryReplay(target, reason)) {
            throw refused(id, "replayed");
        }
        log.info(
                "Message {}: dead letter {} is replayed by {}; the next redelivery publishes it",
                target.messageId(),
                id,
                by);
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
    public void discard(UUID id, String reason, String by) {
        Target target = find(id);
        if (!moved(() -> undoUnless(table.discardMessage(target) && table.discard(id, reason)))) {
            throw refused(id, "discarded");
        }
        log.info(
                "Message {}: dead letter {} is discarded by {}; the group will not get it", target.messageId(), id, by);
    }

    /** Whether the case was OPEN and its message could be revived; otherwise nothing changed. */
    boolean tryReplay(Target target, @Nullable String note) {
        boolean moved = moved(() -> {
            undoUnless(table.reviveMessage(target) && table.startReplay(target.id(), note));
            table.scheduleReplay(target);
        });
        if (moved) {
            duties.wake("redelivery");
        }
        return moved;
    }

    private boolean moved(Runnable transition) {
        try {
            transactions.run(transition);
            return true;
        } catch (NotMoved e) {
            return false;
        }
    }

    private static void undoUnless(boolean moved) {
        if (!moved) {
            throw new NotMoved();
        }
    }

    private Target find(UUID id) {
        return table.target(id).orElseThrow(() -> ProblemException.notFound("dead letter", id.toString()));
    }

    private ProblemException refused(UUID id, String verb) {
        Target now = find(id);
        String message = table.messageState(now.messageId())
                .map(MessageState::name)
                .map(state -> "its message is " + state)
                .orElse("its message is gone");
        return ProblemException.conflict(
                id.toString(),
                "The dead letter is " + now.state() + " and " + message + "; only an OPEN one can be " + verb);
    }

    /** Rolls a transition back that found its row in another state. */
    private static final class NotMoved extends RuntimeException {
        NotMoved() {
            super(null, null, false, false);
        }
    }
}
