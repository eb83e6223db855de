package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.view.Csv;
import io.reliablemessage.console.view.PagedFile;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Discrepancies as a file. */
final class DiscrepancyFile {
    private static final List<String> COLUMNS = List.of(
            "id",
            "topic",
            "group",
            "application",
            "type",
            "state",
            "key",
            "messageId",
            "detail",
            "time",
            "ourAmount",
            "theirAmount",
            "firstRun",
            "lastRun",
            "firstSeenAt",
            "openedAt",
            "closedAt",
            "closedBy",
            "closedReason",
            "repair",
            "repairs",
            "repairProblem");

    private DiscrepancyFile() {}

    static void write(HttpServletResponse response, Discrepancies discrepancies, DiscrepancyFilter filter)
            throws IOException {
        PagedFile.write(
                response,
                filter.run() == null ? "discrepancies.csv" : "run-" + filter.run() + ".csv",
                COLUMNS,
                cursor -> discrepancies.largePage(filter, cursor),
                DiscrepancyFile::row);
    }

    private static List<String> row(Discrepancy one) {
        return Csv.texts(
                one.id(),
                one.topic(),
                one.group(),
                one.application(),
                one.type(),
                one.state(),
                one.key(),
                one.messageId(),
                one.detail(),
                one.time(),
                plain(one.ourAmount()),
                plain(one.theirAmount()),
                one.firstRun(),
                one.lastRun(),
                one.firstSeenAt(),
                one.openedAt(),
                one.closedAt(),
                one.closedBy(),
                one.closedReason(),
                one.repair(),
                one.repairs(),
                one.repairProblem());
    }

    /** Without an exponent, which spreadsheets round. */
    private static @Nullable String plain(@Nullable BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }
}
