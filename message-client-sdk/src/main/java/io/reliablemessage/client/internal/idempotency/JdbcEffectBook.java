package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.JdbcTables;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Table {@code rm_idempotency}, read in the order of the messages' ids, which is the order of their times. */
public final class JdbcEffectBook {
    private static final String TABLE = "rm_idempotency";
    private static final int FETCH_SIZE = 1_000;

    private final JdbcTables tables;
    private final JdbcTemplate jdbc;
    private volatile boolean indexed;
    private volatile @Nullable JdbcTemplate cursor;

    public JdbcEffectBook(JdbcTables tables) {
        this.tables = tables;
        this.jdbc = new JdbcTemplate(tables.dataSource());
    }

    /**
     * One record.
     *
     * @param key what tells it from others; {@code null} where only the digest's columns were read
     * @param text how the key reads, cut at 500 characters; {@code null} likewise
     * @param recordedAt {@code null} likewise
     */
    public record Line(
            UUID messageId,
            byte[] payloadHash,
            @Nullable Instant recordedAt,
            @Nullable String key,
            @Nullable String text) {}

    /** Why the records cannot be read without reading all of them; empty: they can. */
    public Optional<String> problem() {
        if (!indexed) {
            indexed = Boolean.TRUE.equals(jdbc.execute((Connection connection) -> hasIndex(connection)));
        }
        return indexed
                ? Optional.empty()
                : Optional.of("Table " + TABLE + " has no index that begins with message_id; "
                        + tables.dialect().folder() + "/V9__idempotency_by_message.sql creates it");
    }

    private static boolean hasIndex(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String table = database.storesUpperCaseIdentifiers() ? TABLE.toUpperCase(Locale.ROOT) : TABLE;
        try (ResultSet columns =
                database.getIndexInfo(connection.getCatalog(), connection.getSchema(), table, false, true)) {
            while (columns.next()) {
                if (columns.getShort("ORDINAL_POSITION") == 1
                        && "message_id".equalsIgnoreCase(columns.getString("COLUMN_NAME"))) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The group's records of messages of a slice of time, by the time inside the id. The stream is to be closed; the rows are fetched a
     * thousand at a time if a transaction is under way.
     *
     * @param from in milliseconds
     * @param to in milliseconds, exclusive
     * @param whole whether to read when each was recorded and under which key, too, which the index does not have
     */
    public Stream<Line> lines(String group, Instant from, Instant to, int limit, boolean whole) {
        return streaming()
                .queryForStream(
                        """
                        SELECT message_id, payload_hash%s FROM rm_idempotency
                        WHERE message_id >= ? AND message_id < ? AND group_name = ?
                        ORDER BY message_id LIMIT ?
                        """.formatted(whole ? ", created_at, key_hash, key_text" : ""),
                        (row, number) -> whole
                                ? line(row)
                                : new Line(Uuids.of(row.getBytes(1)), row.getBytes(2), null, null, null),
                        first(from),
                        first(to),
                        group,
                        limit);
    }

    private JdbcTemplate streaming() {
        JdbcTemplate known = cursor;
        if (known == null) {
            String driver = String.valueOf(jdbc.execute(
                    (Connection connection) -> connection.getMetaData().getDriverName()));
            known = new JdbcTemplate(tables.dataSource());
            // To MySQL's driver only this one means "row by row"; to others it is an error.
            known.setFetchSize(driver.startsWith("MySQL") ? Integer.MIN_VALUE : FETCH_SIZE);
            cursor = known;
        }
        return known;
    }

    /** The group's records of these messages. */
    public List<Line> findByMessages(String group, Collection<UUID> ids) {
        List<Object> values = new ArrayList<>();
        ids.forEach(id -> values.add(Uuids.bytes(id)));
        if (values.isEmpty()) {
            return List.of();
        }
        values.add(group);
        return find("message_id IN (" + places(ids.size()) + ") AND group_name = ?", values);
    }

    /** The records under these keys. */
    public List<Line> findByKeys(Collection<IdempotencyKey> keys) {
        List<Object> values = new ArrayList<>();
        keys.forEach(key -> values.add(key.hash()));
        return values.isEmpty() ? List.of() : find("key_hash IN (" + places(keys.size()) + ")", values);
    }

    /** How the key of a line reads that is this one's. */
    public static String nameOf(IdempotencyKey key) {
        return HexFormat.of().formatHex(key.hash());
    }

    private List<Line> find(String condition, List<Object> values) {
        return jdbc.query(
                "SELECT message_id, payload_hash, created_at, key_hash, key_text FROM rm_idempotency WHERE "
                        + condition,
                (row, number) -> line(row),
                values.toArray());
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                Uuids.of(row.getBytes(1)),
                row.getBytes(2),
                instant(row, 3),
                HexFormat.of().formatHex(row.getBytes(4)),
                row.getString(5));
    }

    private static String places(int count) {
        return "?" + ", ?".repeat(count - 1);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    /** What no id of an earlier millisecond is greater than. */
    private static byte[] first(Instant time) {
        return Uuids.bytes(new UUID(time.toEpochMilli() << 16, 0));
    }
}
