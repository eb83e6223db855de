package io.reliablemessage.client.internal.reconciliation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How long the entries of a book are kept.
 *
 * @param time 1 day to 36,500 days
 */
record Kept(Duration time, Clock clock) {
    private static final Duration MIN = Duration.ofDays(1);
    private static final Duration MAX = Duration.ofDays(36_500);

    /** @throws IllegalArgumentException if the time is outside of its limits */
    Kept {
        if (time.compareTo(MIN) < 0 || time.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "kept must be " + MIN.toDays() + " to " + MAX.toDays() + " days; it is " + time);
        }
    }

    /** Older entries may have been removed by now. */
    Instant since() {
        return clock.instant().minus(time).truncatedTo(ChronoUnit.MILLIS);
    }
}
