package io.reliablemessage.service.reconciliation.web;

import io.reliablemessage.protocol.management.Discrepancy;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Discrepancies as lines of comma-separated values (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe. */
final class DiscrepancyLine {
    static final String HEAD = line(
            "id",
            "type",
            "state",
            "topic",
            "group",
            "application",
            "key",
            "messageId",
            "time",
            "ourAmount",
            "theirAmount",
            "detail",
            "firstSeenAt",
            "openedAt",
            "closedAt",
            "closedBy",
            "closedReason",
            "repairs",
            "repairProblem");

    private DiscrepancyLine() {}

    static String of(Discrepancy each) {
        return line(
                each.id(),
                each.type(),
                each.state(),
                each.topic(),
                each.group(),
                each.application(),
                each.key(),
                each.messageId(),
                each.time(),
                plain(each.ourAmount()),
                plain(each.theirAmount()),
                each.detail(),
                each.firstSeenAt(),
                each.openedAt(),
                each.closedAt(),
                each.closedBy(),
                each.closedReason(),
                each.repairs(),
                each.repairProblem());
    }

    private static @Nullable Plain plain(@Nullable BigDecimal amount) {
        return amount == null ? null : new Plain(amount.toPlainString());
    }

    /** A number, which is none the worse for a minus in front. */
    private record Plain(String number) {}

    private static String line(@Nullable Object... cells) {
        return Arrays.stream(cells).map(DiscrepancyLine::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Plain plain) {
            return plain.number();
        }
        String text = value.toString();
        String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
