package io.reliablemessage.console.view;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.management.Overview;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;

/** In templates {@code #show}: how values look to a person. */
public final class Show {
    /** What stands where there is no value. */
    public static final String NOTHING = "–";

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private static final int KIBI = 1024;
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB"};

    private final MessageSource messages;
    private final Locale locale;
    private final Clock clock;
    private final ZoneId zone;

    public Show(MessageSource messages, Locale locale, Clock clock, ZoneId zone) {
        this.messages = messages;
        this.locale = locale;
        this.clock = clock;
        this.zone = zone;
    }

    /** With thousands separators. */
    public String number(@Nullable Number number) {
        return number == null ? NOTHING : NumberFormat.getInstance(locale).format(number);
    }

    /** With thousands separators and every digit that it has: sums of money are not rounded. */
    public String amount(@Nullable BigDecimal amount) {
        if (amount == null) {
            return NOTHING;
        }
        NumberFormat format = NumberFormat.getInstance(locale);
        int digits = Math.max(amount.scale(), 0);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(amount);
    }

    /** The same with its sign, also a plus. */
    public String difference(@Nullable BigDecimal amount) {
        return amount != null && amount.signum() > 0 ? "+" + amount(amount) : amount(amount);
    }

    public String difference(@Nullable Long number) {
        return difference(number == null ? null : BigDecimal.valueOf(number));
    }

    /** With a plus if there are more than were counted: "1,000+". */
    public String count(long count, boolean capped) {
        return number(count) + (capped ? "+" : "");
    }

    public String count(Overview.@Nullable Count count) {
        return count == null ? NOTHING : count(count.count(), count.capped());
    }

    /** With one digit behind the point while that tells something. */
    public String rate(double perSecond) {
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(perSecond < 100 ? 1 : 0);
        return format.format(perSecond);
    }

    public String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= KIBI && unit < BYTE_UNITS.length - 1) {
            value /= KIBI;
            unit++;
        }
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(unit == 0 ? 0 : 1);
        return format.format(value) + " " + BYTE_UNITS[unit];
    }

    /** The two largest units: "850 ms", "2 min 5 s", "3 h 20 min", "4 d 2 h". */
    public String duration(@Nullable Duration duration) {
        return duration == null ? NOTHING : millis(duration.toMillis());
    }

    public String millis(@Nullable Long millis) {
        if (millis == null) {
            return NOTHING;
        }
        if (millis < 1_000) {
            return unit("ms", Math.max(millis, 0));
        }
        long seconds = millis / 1_000;
        if (seconds < 60) {
            return unit("s", seconds);
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return two("min", minutes, "s", seconds % 60);
        }
        long hours = minutes / 60;
        return hours < 24 ? two("h", hours, "min", minutes % 60) : two("d", hours / 24, "h", hours % 24);
    }

    /** How long ago or in how long, in one unit; the script in the page keeps it true. */
    public String relative(@Nullable Instant instant) {
        if (instant == null) {
            return NOTHING;
        }
        long seconds = Duration.between(instant, clock.instant()).toSeconds();
        long away = Math.abs(seconds);
        if (away < 5) {
            return message("time.now");
        }
        String amount = away < 60
                ? unit("s", away)
                : away < 3_600
                        ? unit("min", away / 60)
                        : away < 86_400 ? unit("h", away / 3_600) : unit("d", away / 86_400);
        return message(seconds > 0 ? "time.ago" : "time.in", amount);
    }

    /** To the millisecond, with the zone. */
    public String exact(@Nullable Instant instant) {
        return instant == null
                ? NOTHING
                : DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx", Locale.ROOT)
                        .withZone(zone)
                        .format(instant);
    }

    /** A window of time to the second, its day once if it is one day; exact ones belong into the title. */
    public String window(Instant from, Instant to) {
        String begin = SECONDS.withZone(zone).format(from);
        String end = SECONDS.withZone(zone).format(to);
        int day = begin.indexOf(' ') + 1;
        return begin + " – " + (end.startsWith(begin.substring(0, day)) ? end.substring(day) : end);
    }

    /** The beginning of a text that is longer, or has more lines than one. */
    public String start(@Nullable String text, int length) {
        if (text == null) {
            return NOTHING;
        }
        int end = end(text, length);
        return end == text.length() ? text : text.substring(0, end) + "…";
    }

    /** Whether {@link #start} leaves something out. */
    public boolean isCut(@Nullable String text, int length) {
        return text != null && end(text, length) < text.length();
    }

    private static int end(String text, int length) {
        int line = text.indexOf('\n');
        int end = Math.min(line < 0 ? text.length() : line, Math.min(length, text.length()));
        return end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** What the service refused, in this language; {@code null}: only the service's own words say it. */
    public @Nullable String problem(@Nullable ServiceProblem problem) {
        if (problem == null || problem.code() == null) {
            return null;
        }
        return messages.getMessage(
                "problem." + problem.code(),
                new Object[] {limit(problem.limit()), problem.id() == null ? NOTHING : problem.id()},
                null,
                locale);
    }

    private String limit(@Nullable String limit) {
        if (limit == null) {
            return NOTHING;
        }
        try {
            return limit.startsWith("P") ? duration(Duration.parse(limit)) : number(Long.parseLong(limit));
        } catch (DateTimeException | NumberFormatException e) {
            return limit;
        }
    }

    /** One field of a business key, as addresses have it. */
    public String field(KeyField field) {
        return BusinessKey.of(field.name(), field.value()).toString();
    }

    /** The word for a constant: {@code MessageState.DEAD}. */
    public String word(@Nullable Enum<?> constant) {
        return constant == null ? NOTHING : message(key(constant));
    }

    static String key(Enum<?> constant) {
        return constant.getDeclaringClass().getSimpleName() + "." + constant.name();
    }

    private String two(String large, long first, String small, long second) {
        return second == 0 ? unit(large, first) : unit(large, first) + " " + unit(small, second);
    }

    private String unit(String unit, long amount) {
        return message("unit." + unit, number(amount));
    }

    private String message(String key, Object... arguments) {
        return messages.getMessage(key, arguments, locale);
    }
}
