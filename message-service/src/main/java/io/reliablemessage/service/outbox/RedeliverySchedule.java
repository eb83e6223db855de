package io.reliablemessage.service.outbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * When the next attempt is due: a list of intervals, the last one repeating, with ten percent of jitter either way so that what
 * failed together does not come back together.
 */
public record RedeliverySchedule(List<Duration> intervals) {
    private static final double JITTER = 0.1;

    public RedeliverySchedule {
        if (intervals.isEmpty()) {
            throw new IllegalArgumentException("A schedule has at least one interval");
        }
        intervals = List.copyOf(intervals);
    }

    /** Reads what {@link #toMillis()} wrote. */
    public static RedeliverySchedule ofMillis(String millis) {
        return new RedeliverySchedule(Arrays.stream(millis.split(","))
                .map(each -> Duration.ofMillis(Long.parseLong(each)))
                .toList());
    }

    public String toMillis() {
        return intervals.stream().map(each -> Long.toString(each.toMillis())).collect(Collectors.joining(","));
    }

    /**
     * The time between an attempt and the next.
     *
     * @param attempt the attempt just made, from 1; 0 counts as 1
     * @param random gives a number from 0 to 1 for the jitter
     * @return in milliseconds, at least 1
     */
    public long millisAfter(int attempt, DoubleSupplier random) {
        long interval = intervals
                .get(Math.min(Math.max(attempt, 1), intervals.size()) - 1)
                .toMillis();
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        return Math.max(1, Math.round(interval * factor));
    }
}
