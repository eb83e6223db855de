package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JdbcValues;
import io.reliablemessage.service.outbox.Times;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table reconciliation_comparison; what changes here belongs to a step and is guarded by its run. */
@Component
class JdbcComparisons {
    private static final int MAX_PROBLEM = 1_000;

    private final JdbcClient jdbc;

    JdbcComparisons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(
            UUID run, int number, Kind kind, @Nullable Integer application, @Nullable Integer position, Instant from) {
        jdbc.sql("""
                        INSERT INTO reconciliation_comparison (run_id, number, kind, application_id, position, read_to)
                        VALUES (:run, :number, :kind, :application, :position, :from)
                        """)
                .param("run", Ids.toBytes(run))
                .param("number", number)
                .param("kind", kind.name())
                .param("application", application)
                .param("position", position)
                .param("from", Times.toColumn(from))
                .update();
    }

    /** In the order in which they are made; at most one, the applications of the facts and the groups of a topic. */
    List<ComparedBooks> of(UUID run) {
        return jdbc.sql("SELECT * FROM reconciliation_comparison WHERE run_id = :run ORDER BY number")
                .param("run", Ids.toBytes(run))
                .query((row, n) -> read(row))
                .list();
    }

    void described(UUID run, ComparedBooks books) {
        jdbc.sql("""
                        UPDATE reconciliation_comparison
                           SET identified_by = :identifiedBy, contents = :contents, amounts = :amounts, kept_since = :keptSince
                         WHERE run_id = :run AND number = :number
                        """)
                .param(
                        "identifiedBy",
                        books.identifiedBy() == null
                                ? null
                                : books.identifiedBy().name())
                .param("contents", books.contents())
                .param("amounts", books.amounts())
                .param("keptSince", Times.toColumn(books.keptSince()))
                .param("run", Ids.toBytes(run))
                .param("number", books.number())
                .update();
    }

    void goOn(UUID run, int number, ComparedBooks.Task task, int bits, Instant readTo) {
        jdbc.sql("""
                        UPDATE reconciliation_comparison SET state = 'RUNNING', task = :task, bits = :bits, read_to = :readTo
                         WHERE run_id = :run AND number = :number
                        """)
                .param("task", task.name())
                .param("bits", bits)
                .param("readTo", Times.toColumn(readTo))
                .param("run", Ids.toBytes(run))
                .param("number", number)
                .update();
    }

    /** @param problem {@code null} leaves what is there */
    void end(UUID run, int number, ComparisonState state, @Nullable String problem) {
        jdbc.sql("""
                        UPDATE reconciliation_comparison SET state = :state, problem = COALESCE(:problem, problem)
                         WHERE run_id = :run AND number = :number
                        """)
                .param("state", state.name())
                .param("problem", shortened(problem))
                .param("run", Ids.toBytes(run))
                .param("number", number)
                .update();
    }

    void note(UUID run, int number, String problem) {
        jdbc.sql("UPDATE reconciliation_comparison SET problem = :problem WHERE run_id = :run AND number = :number")
                .param("problem", shortened(problem))
                .param("run", Ids.toBytes(run))
                .param("number", number)
                .update();
    }

    /** Sets the totals, which a step has worked out from those it has seen. */
    void total(UUID run, ComparedBooks books) {
        jdbc.sql("""
                        UPDATE reconciliation_comparison
                           SET ours_entries = :ours, ours_amount = :ourAmount, theirs_entries = :theirs, theirs_amount = :theirAmount
                         WHERE run_id = :run AND number = :number
                        """)
                .param("ours", books.ours())
                .param("ourAmount", text(books.ourAmount()))
                .param("theirs", books.theirs())
                .param("theirAmount", text(books.theirAmount()))
                .param("run", Ids.toBytes(run))
                .param("number", books.number())
                .update();
    }

    void count(UUID run, int number, long questions, long bytes, long suspects) {
        jdbc.sql("""
                        UPDATE reconciliation_comparison
                           SET questions = questions + :questions, bytes = bytes + :bytes, suspects = suspects + :suspects
                         WHERE run_id = :run AND number = :number
                        """)
                .param("questions", questions)
                .param("bytes", bytes)
                .param("suspects", suspects)
                .param("run", Ids.toBytes(run))
                .param("number", number)
                .update();
    }

    void remove(UUID run) {
        jdbc.sql("DELETE FROM reconciliation_comparison WHERE run_id = :run")
                .param("run", Ids.toBytes(run))
                .update();
    }

    private static @Nullable String shortened(@Nullable String problem) {
        return problem == null ? null : problem.substring(0, Math.min(MAX_PROBLEM, problem.length()));
    }

    private static @Nullable String text(@Nullable BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }

    private static ComparedBooks read(ResultSet row) throws SQLException {
        String identifiedBy = row.getString("identified_by");
        Number theirs = (Number) row.getObject("theirs_entries");
        return new ComparedBooks(
                row.getInt("number"),
                Kind.valueOf(row.getString("kind")),
                JdbcValues.nullableInt(row, "application_id"),
                JdbcValues.nullableInt(row, "position"),
                ComparisonState.valueOf(row.getString("state")),
                ComparedBooks.Task.valueOf(row.getString("task")),
                row.getInt("bits"),
                Times.readRequired(row, "read_to"),
                identifiedBy == null ? null : IdentifiedBy.valueOf(identifiedBy),
                row.getBoolean("contents"),
                row.getBoolean("amounts"),
                Times.read(row, "kept_since"),
                row.getLong("ours_entries"),
                amount(row.getString("ours_amount")),
                theirs == null ? null : theirs.longValue(),
                amount(row.getString("theirs_amount")),
                row.getLong("questions"),
                row.getLong("bytes"),
                row.getLong("suspects"),
                row.getString("problem"));
    }

    private static @Nullable BigDecimal amount(@Nullable String text) {
        return text == null ? null : new BigDecimal(text);
    }
}
