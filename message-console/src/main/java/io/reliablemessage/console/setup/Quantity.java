package io.reliablemessage.console.setup;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people type them. Whatever {@code text} makes can be typed again. */
public final class Quantity {
    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9})\\s*(ms|s|min|m|h|d|毫秒|秒|分钟|分|小时|天)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(B|KiB|KB|MiB|MB)?", Pattern.CASE_INSENSITIVE);
    private static final int KIBI = 1024;

    private Quantity() {}

    /**
     * @param text {@code 10 s}, {@code 1 min 40 s}, {@code 2h}, {@code 1 d}, or as in ISO 8601 {@code PT1M40S}
     * @throws IllegalArgumentException if it is none of these; its message is the text
     */
    public static Duration duration(String text) {
        String typed = text.strip().toLowerCase(Locale.ROOT);
        if (typed.startsWith("p")) {
            try {
                return Duration.parse(typed);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(text.strip(), e);
            }
        }
        Matcher part = PART.matcher(typed);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < typed.length() && part.find(end) && part.start() == end) {
            sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
            end = part.end();
        }
        if (end == 0 || end < typed.length()) {
            throw new IllegalArgumentException(text.strip());
        }
        return sum;
    }

    private static Duration unit(String unit) {
        return switch (unit) {
            case "ms", "毫秒" -> Duration.ofMillis(1);
            case "s", "秒" -> Duration.ofSeconds(1);
            case "m", "min", "分", "分钟" -> Duration.ofMinutes(1);
            case "h", "小时" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /** Separated by commas, semicolons, new lines. */
    static List<Duration> durations(String text) {
        List<Duration> durations = new ArrayList<>();
        for (String each : text.strip().split("[,;，；、\\r\\n]+")) {
            durations.add(duration(each));
        }
        return durations;
    }

    public static String text(Duration duration) {
        List<String> parts = new ArrayList<>();
        add(parts, duration.toDays(), "d");
        add(parts, duration.toHoursPart(), "h");
        add(parts, duration.toMinutesPart(), "min");
        add(parts, duration.toSecondsPart(), "s");
        add(parts, duration.toMillisPart(), "ms");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts);
    }

    private static void add(List<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + unit);
        }
    }

    /** @throws IllegalArgumentException if it is no size; its message is the text */
    static int bytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException(text.strip());
        }
        String unit = size.group(2) == null ? "B" : size.group(2).toUpperCase(Locale.ROOT);
        long bytes = Long.parseLong(size.group(1))
                * (unit.startsWith("K") ? KIBI : unit.startsWith("M") ? (long) KIBI * KIBI : 1);
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    static String text(int bytes) {
        if (bytes % (KIBI * KIBI) == 0) {
            return bytes / (KIBI * KIBI) + " MiB";
        }
        return bytes % KIBI == 0 ? bytes / KIBI + " KiB" : bytes + " B";
    }
}
