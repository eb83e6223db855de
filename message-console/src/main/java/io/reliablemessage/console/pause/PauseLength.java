package io.reliablemessage.console.pause;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** How long a pause shall be. */
enum PauseLength {
    QUARTER(Duration.ofMinutes(15)),
    HOUR(Duration.ofHours(1)),
    FOUR_HOURS(Duration.ofHours(4)),
    /** Until tomorrow at nine, by the person's clock. */
    TOMORROW(null),
    OPEN(null);

    private static final LocalTime MORNING = LocalTime.of(9, 0);

    private final @Nullable Duration length;

    PauseLength(@Nullable Duration length) {
        this.length = length;
    }

    /** {@code null}: until somebody resumes it. */
    @Nullable
    Instant until(Clock clock, ZoneId zone) {
        if (this == TOMORROW) {
            return LocalDate.ofInstant(clock.instant(), zone)
                    .plusDays(1)
                    .atTime(MORNING)
                    .atZone(zone)
                    .toInstant();
        }
        return length == null ? null : clock.instant().plus(length);
    }
}
