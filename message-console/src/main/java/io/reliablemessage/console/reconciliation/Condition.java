package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a topic's books are compared as its rules promise. */
public enum Condition {
    /** A run is at work. */
    RUNNING,
    /** The last run could not compare all books: nothing is known about some. */
    INCOMPLETE,
    /** Runs should have compared the books up to a later time. */
    LATE,
    /** No run has compared them so far. */
    NEVER,
    /** Only runs that somebody starts compare them. */
    BY_HAND,
    COMPARED;

    /** So many planned runs may fail to advance before somebody is to look. */
    private static final int MISSED_RUNS = 3;

    private static final Duration SHORTEST_DELAY = Duration.ofMinutes(5);

    static Condition of(ReconciliationPolicy policy, Instant now) {
        ReconciliationRun last = policy.lastRun();
        if (last != null && last.state() == RunState.INCOMPLETE) {
            return INCOMPLETE;
        }
        if (isLate(policy, now)) {
            return LATE;
        }
        if (last != null && last.state() == RunState.RUNNING) {
            return RUNNING;
        }
        if (!policy.enabled()) {
            return BY_HAND;
        }
        return policy.comparedTo() == null ? NEVER : COMPARED;
    }

    /** Whether somebody should look. */
    public boolean isTrouble() {
        return this == INCOMPLETE || this == LATE;
    }

    private static boolean isLate(ReconciliationPolicy policy, Instant now) {
        Instant compared = policy.comparedTo();
        if (!policy.enabled() || compared == null) {
            return false;
        }
        Duration interval = interval(policy.cron(), compared);
        if (interval == null) {
            return false;
        }
        Duration delay = interval.multipliedBy(MISSED_RUNS);
        return compared.plus(policy.lag())
                .plus(delay.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : delay)
                .isBefore(now);
    }

    /** {@code null}: it cannot be told. */
    private static @Nullable Duration interval(String cron, Instant after) {
        try {
            return Schedule.of(cron).interval(after);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
