package io.reliablemessage.console.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A window of time that people often compare, in their own zone. */
enum Preset {
    LAST_HOUR,
    LAST_DAY,
    TODAY,
    YESTERDAY,
    LAST_WEEK;

    Instant from(Instant now, ZoneId zone) {
        return switch (this) {
            case LAST_HOUR -> now.minus(Duration.ofHours(1));
            case LAST_DAY -> now.minus(Duration.ofDays(1));
            case TODAY -> LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant();
            case YESTERDAY ->
                LocalDate.ofInstant(now, zone).minusDays(1).atStartOfDay(zone).toInstant();
            case LAST_WEEK -> now.minus(Duration.ofDays(7));
        };
    }

    Instant to(Instant now, ZoneId zone) {
        return this == YESTERDAY
                ? LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant()
                : now;
    }
}
