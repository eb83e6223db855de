package io.reliablemessage.service.deadletter;

import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Replays open cases whose topic asks for that, up to the replay horizon. A node that dies on the way leaves the rest due; two nodes at once are kept apart by
 * the case's state.
 */
@Component
class DeferredReplay implements Duty {
    private static final Logger log = LoggerFactory.getLogger(DeferredReplay.class);
    private static final int BATCH = 100;

    private final JdbcDeadLetters table;
    private final DeadLetterDecisions decisions;

    DeferredReplay(JdbcDeadLetters table, DeadLetterDecisions decisions) {
        this.table = table;
        this.decisions = decisions;
    }

    @Override
    public String name() {
        return "deferred-replay";
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(15);
    }

    @Override
    public String sign() {
        return JdbcDeadLetters.SIGN_OF_A_REPLAY;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return replayDue() == BATCH;
    }

    /** Replays at most 100 cases; returns how many were due. */
    int replayDue() {
        List<UUID> due = table.dueForReplay(BATCH);
        for (UUID id : due) {
            table.target(id).ifPresent(this::replay);
        }
        return due.size();
    }

    private void replay(Target target) {
        if (!table.isExpired(target.messageId()) && !decisions.isBeyondHorizon(target) && decisions.tryReplay(target)) {
            log.info(
                    "Message {}: automatic replay, round {}, of dead letter {}; the next redelivery publishes it",
                    target.messageId(),
                    target.rounds() + 1,
                    target.id());
        } else if (table.leaveToPerson(target.id())) {
            log.warn(
                    "Message {}: dead letter {} cannot be replayed automatically any more; it waits for a person",
                    target.messageId(),
                    target.id());
        }
    }
}
