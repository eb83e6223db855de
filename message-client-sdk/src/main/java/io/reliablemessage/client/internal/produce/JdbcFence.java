package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.Dialect;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Table {@code rm_fence} as the business transaction and the retention see it; check-backs have {@link JdbcFenceCheck}. */
final class JdbcFence {
    private static final int MAX_ROWS = 1_000;

    private final Dialect dialect;
    private final JdbcTemplate jdbc;

    JdbcFence(DataSource dataSource, Dialect dialect) {
        this.dialect = dialect;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Records that the current transaction carries the messages.
     *
     * @param ids in ascending order
     * @throws org.springframework.dao.DuplicateKeyException if a check-back has put a tombstone in the place of one of them
     */
    void insert(List<UUID> ids) {
        for (int from = 0; from < ids.size(); from += MAX_ROWS) {
            List<UUID> rows = ids.subList(from, Math.min(ids.size(), from + MAX_ROWS));
            String row = "(?, 'COMMITTED', " + dialect.now() + ")";
            String sql = "INSERT INTO rm_fence (message_id, outcome, created_at) VALUES " + row;
            jdbc.update(
                    sql + (", " + row).repeat(rows.size() - 1),
                    rows.stream().map(Uuids::bytes).toArray());
        }
    }

    /** The database's clock, in milliseconds since the epoch. */
    long now() {
        Long millis = jdbc.queryForObject("SELECT " + dialect.epochMillis(), Long.class);
        if (millis == null) {
            throw new IllegalStateException("The database has no time");
        }
        return millis;
    }

    /** @return how many rows were deleted, at most {@code limit} */
    int deleteOlderThan(UUID firstKept, int limit) {
        return jdbc.update(
                dialect.deleteSome("rm_fence", "message_id", "message_id < ?", "message_id"),
                Uuids.bytes(firstKept),
                limit);
    }
}
