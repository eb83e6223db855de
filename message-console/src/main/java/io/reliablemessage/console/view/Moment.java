package io.reliablemessage.console.view;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A point in time as people type it. */
public final class Moment {
    private static final Pattern AGO = Pattern.compile("(\\d{1,5})\\s*(s|min|m|h|d|w)");
    private static final DateTimeFormatter TYPED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd['T'][ ][HH:mm[:ss][.SSS][.SS][.S]][ ][XXX]", Locale.ROOT);

    private Moment() {}

    /**
     * @param text {@code 2026-11-30}, {@code 2026-11-30 14:05}, with seconds and zone if need be, or how long ago: {@code 2h}, {@code 3d}
     * @param zone of what is given without one
     * @throws DateTimeException if it is none of these
     */
    public static Instant parse(String text, Clock clock, ZoneId zone) {
        String typed = text.strip();
        Matcher ago = AGO.matcher(typed);
        if (ago.matches()) {
            // To the millisecond, as it can be typed, too: it becomes a part of addresses.
            return clock.instant()
                    .truncatedTo(ChronoUnit.MILLIS)
                    .minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
        }
        TemporalAccessor read = TYPED.parseBest(typed, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        if (read instanceof OffsetDateTime exact) {
            return exact.toInstant();
        }
        return read instanceof LocalDateTime local
                ? local.atZone(zone).toInstant()
                : LocalDate.from(read).atStartOfDay(zone).toInstant();
    }

    /** Whether it means another time to somebody in another zone, so that a link should not have it as it is. */
    public static boolean dependsOnZone(String text) {
        String typed = text.strip();
        try {
            return !AGO.matcher(typed).matches()
                    && !(TYPED.parseBest(typed, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)
                            instanceof OffsetDateTime);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The same for somebody in another zone; how long ago something was stays as it is, so that a bookmark moves on with the time. */
    public static @Nullable String forEverybody(@Nullable String text, Clock clock, ZoneId zone) {
        return text != null && dependsOnZone(text) ? parse(text, clock, zone).toString() : text;
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "min", "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofDays(7 * amount);
        };
    }
}
