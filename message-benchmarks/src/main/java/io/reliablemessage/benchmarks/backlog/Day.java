package io.reliablemessage.benchmarks.backlog;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** A UTC day and its partition, named and bounded as message-service does it. */
record Day(LocalDate date) {

    String partition() {
        return "p" + DateTimeFormatter.BASIC_ISO_DATE.format(date);
    }

    long firstMillis() {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /** The least id after the day, as 32 hexadecimal digits. */
    String end() {
        return HexFormat.of().toHexDigits(before(-1).firstMillis(), 12) + "0".repeat(20);
    }

    Day before(int days) {
        return new Day(date.minusDays(days));
    }
}
