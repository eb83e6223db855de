package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Times;
import io.reliablemessage.service.reconciliation.compare.CellDifference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Table reconciliation_slice: only slices in which something differs. */
@Component
class JdbcSlices {
    private static final int AT_ONCE = 200;

    private final JdbcClient jdbc;

    JdbcSlices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param to exclusive */
    record Stored(Instant from, Instant to, List<CellDifference> cells) {}

    void insert(UUID run, int comparison, int bits, Stored slice) {
        jdbc.sql("""
                        INSERT INTO reconciliation_slice (run_id, comparison, bits, from_at, to_at, cells)
                        VALUES (:run, :comparison, :bits, :from, :to, :cells)
                        """)
                .param("run", Ids.toBytes(run))
                .param("comparison", comparison)
                .param("bits", bits)
                .param("from", Times.toColumn(slice.from()))
                .param("to", Times.toColumn(slice.to()))
                .param("cells", CellDifference.toBytes(slice.cells()))
                .update();
    }

    /** All slices of a level in order of time, a few at a time in memory. */
    void each(UUID run, int comparison, int bits, Consumer<Stored> consumer) {
        Instant after = Instant.EPOCH;
        while (true) {
            List<Stored> some = from(run, comparison, bits, after, AT_ONCE);
            some.forEach(consumer);
            if (some.size() < AT_ONCE) {
                return;
            }
            after = some.get(some.size() - 1).to();
        }
    }

    /** The slices that begin then or later, and the one that reaches into it; in order of time. */
    List<Stored> from(UUID run, int comparison, int bits, Instant from, int limit) {
        return jdbc.sql("""
                        SELECT from_at, to_at, cells FROM reconciliation_slice
                         WHERE run_id = :run AND comparison = :comparison AND bits = :bits AND to_at > :from
                           AND from_at >= COALESCE((SELECT MAX(s.from_at) FROM reconciliation_slice s
                                WHERE s.run_id = :run AND s.comparison = :comparison AND s.bits = :bits AND s.from_at <= :from), :from)
                         ORDER BY from_at LIMIT :limit
                        """)
                .param("run", Ids.toBytes(run))
                .param("comparison", comparison)
                .param("bits", bits)
                .param("from", Times.toColumn(from))
                .param("limit", limit)
                .query((row, n) -> read(row))
                .list();
    }

    int remove(UUID run, int limit) {
        return jdbc.sql("DELETE FROM reconciliation_slice WHERE run_id = :run LIMIT :limit")
                .param("run", Ids.toBytes(run))
                .param("limit", limit)
                .update();
    }

    private static Stored read(ResultSet row) throws SQLException {
        return new Stored(
                Times.readRequired(row, "from_at"),
                Times.readRequired(row, "to_at"),
                CellDifference.fromBytes(row.getBytes("cells")));
    }
}
