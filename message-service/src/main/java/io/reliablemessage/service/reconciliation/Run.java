package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as a step finds it.
 *
 * @param to exclusive
 * @param catchingUp whether the window was cut at the longest that is allowed
 * @param rules those of its start
 * @param salt of its digests
 * @param step how many steps have stored their result
 * @param cursor the last discrepancy that was looked at in this phase
 * @param silentSince since when the application that is asked has not answered; {@code null}: it has, or was not asked
 * @param now the database's time when this was read
 */
record Run(
        UUID id,
        int topicId,
        Instant from,
        Instant to,
        boolean catchingUp,
        Rules rules,
        String salt,
        @Nullable String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        RunState state,
        long step,
        Phase phase,
        UUID cursor,
        @Nullable Instant silentSince,
        Map<DiscrepancyType, Long> found,
        long inFlight,
        long repaired,
        long resolved,
        @Nullable String problem,
        ReconciliationRun.@Nullable SignOff signOff,
        Instant now) {

    /** What a run does next; in this order. */
    enum Phase {
        /** Compares books. */
        COMPARE,
        /** Looks up what may differ. */
        SUSPECTS,
        /** Looks again at what was on one side only. */
        IN_FLIGHT,
        /** Looks again at what was wrong. */
        OPEN,
        /** Verifies repairs. */
        REPAIRING,
        /** Tidies up and ends. */
        END
    }

    Duration silence() {
        return silentSince == null ? Duration.ZERO : Duration.between(silentSince, now);
    }
}
