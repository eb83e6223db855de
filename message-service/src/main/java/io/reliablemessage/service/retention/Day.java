package io.reliablemessage.service.retention;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A UTC day as a partition: {@code p20261121} holds the ids whose time lies before that day's end and not in an earlier partition. */
record Day(LocalDate date) implements Comparable<Day> {
    private static final Pattern NAME = Pattern.compile("p[0-9]{8}");
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.BASIC_ISO_DATE;

    /** The day of a partition's name; empty for the partition that takes the rest. */
    static Optional<Day> ofPartition(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(new Day(LocalDate.parse(name.substring(1), FORMAT)))
                : Optional.empty();
    }

    String partition() {
        return "p" + FORMAT.format(date);
    }

    /** The least id of the day, as 32 hexadecimal digits. */
    String firstId() {
        long millis = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return HexFormat.of().toHexDigits(millis, 12) + "0".repeat(20);
    }

    Day plus(int days) {
        return new Day(date.plusDays(days));
    }

    boolean isBefore(Day other) {
        return date.isBefore(other.date);
    }

    @Override
    public int compareTo(Day other) {
        return date.compareTo(other.date);
    }
}
