package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.scheduling.Duties;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What can be done with an open case, as a part of the caller's transaction: of several who try at once exactly one succeeds, also if its
 * replay fails before the others' turn. They get a {@link NotOpenException}, which must end their transaction.
 */
@Component
public final class CaseTransitions {
    private final JdbcDeadLetters table;
    private final Duties duties;

    CaseTransitions(JdbcDeadLetters table, Duties duties) {
        this.table = table;
        this.duties = duties;
    }

    public Optional<Target> find(UUID id) {
        return table.target(id);
    }

    /**
     * OPEN to REPLAYING, with a fresh budget of attempts for the group; {@link #published} belongs after the commit.
     *
     * @param reason {@code null} keeps the last one
     */
    public void replay(Target target, @Nullable String reason) {
        require(table.reviveMessage(target) && table.startReplay(target, reason));
        table.scheduleReplay(target);
    }

    /** OPEN to DISCARDED. */
    public void discard(Target target, String reason) {
        require(table.discardMessage(target) && table.discard(target, reason));
    }

    /** Replays have been committed: this node's redelivery looks for them at once. */
    public void published() {
        duties.wake("redelivery");
    }

    /** The refusal for whoever came too late, with how the case stands now. */
    public ProblemException refusal(UUID id, String verb) {
        return ProblemException.conflict(
                        id.toString(), "The dead letter " + standing(id) + "; only an OPEN one can be " + verb)
                .as(ProblemCode.NOT_OPEN);
    }

    /** How a case and its message stand, as the rest of a sentence about it. */
    public String standing(UUID id) {
        return table.target(id)
                .map(now -> "is " + now.state() + " and "
                        + table.messageState(now.messageId())
                                .map(MessageState::name)
                                .map(state -> "its message is " + state)
                                .orElse("its message is gone"))
                .orElse("is gone");
    }

    private static void require(boolean moved) {
        if (!moved) {
            throw new NotOpenException();
        }
    }
}
