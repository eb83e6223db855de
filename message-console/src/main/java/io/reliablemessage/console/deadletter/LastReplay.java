package io.reliablemessage.console.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Attempt;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the last replay of a case went, or goes.
 *
 * @param at since when it is under way, or when it failed
 * @param failed attempts of it that failed
 * @param last the last of them; {@code null}: none is recorded
 */
record LastReplay(
        int round,
        Outcome outcome,
        Instant at,
        int failed,
        @Nullable Attempt last) {
    enum Outcome {
        RUNNING,
        FAILED,
        /** It ended without a failed attempt: the message expired meanwhile, or the attempts are forgotten. */
        ENDED
    }

    /** @return {@code null} if the case was never replayed, or nothing is known of its last replay that its state does not say */
    static @Nullable LastReplay of(DeadLetterHistory history) {
        DeadLetterDetails one = history.deadLetter();
        if (one.rounds() == 0 || one.state() == DeadLetterState.RESOLVED) {
            return null;
        }
        List<Attempt> attempts = history.attemptLog().stream()
                .filter(attempt -> attempt.round() == one.rounds())
                .toList();
        Attempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        if (one.state() == DeadLetterState.REPLAYING) {
            return new LastReplay(one.rounds(), Outcome.RUNNING, one.updatedAt(), attempts.size(), last);
        }
        if (last == null && one.state() == DeadLetterState.DISCARDED) {
            return null;
        }
        return last == null
                ? new LastReplay(one.rounds(), Outcome.ENDED, one.updatedAt(), 0, null)
                : new LastReplay(one.rounds(), Outcome.FAILED, last.recordedAt(), attempts.size(), last);
    }
}
