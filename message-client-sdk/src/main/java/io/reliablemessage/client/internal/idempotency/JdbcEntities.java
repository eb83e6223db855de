package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tables {@code rm_entity_state} and {@code rm_entity_version}, which differ in one column: how far each entity has come.
 *
 * @param <V> the type of that column
 */
final class JdbcEntities<V> {
    private final String table;
    private final String column;
    private final Class<V> type;
    private final Dialect dialect;
    private final JdbcTemplate jdbc;

    private JdbcEntities(String table, String column, Class<V> type, Dialect dialect, JdbcTemplate jdbc) {
        this.table = table;
        this.column = column;
        this.type = type;
        this.dialect = dialect;
        this.jdbc = jdbc;
    }

    /** @param patience how long a statement waits for a transaction that has the same entity; whole seconds, at least one */
    static JdbcEntities<String> states(DataSource dataSource, Dialect dialect, Duration patience) {
        return new JdbcEntities<>(
                "rm_entity_state", "state", String.class, dialect, dialect.patient(dataSource, patience));
    }

    /** As {@link #states}. */
    static JdbcEntities<Long> versions(DataSource dataSource, Dialect dialect, Duration patience) {
        return new JdbcEntities<>(
                "rm_entity_version", "version", Long.class, dialect, dialect.patient(dataSource, patience));
    }

    record Position<V>(V value, UUID messageId) {}

    /** How far the entity has come, as far as that is committed or written by the transaction that is under way. */
    Optional<Position<V>> find(IdempotencyKey entity) {
        return read(entity, "");
    }

    /**
     * As {@link #find}, but what is committed now; nobody else moves the entity until the transaction ends.
     *
     * @throws KeyInUseException if another transaction has the entity and did not end within the patience
     */
    Optional<Position<V>> lock(IdempotencyKey entity) {
        try {
            return read(entity, " FOR UPDATE");
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    private Optional<Position<V>> read(IdempotencyKey entity, String locking) {
        return jdbc
                .query(
                        "SELECT %s, message_id FROM %s WHERE entity_hash = ?%s".formatted(column, table, locking),
                        (row, number) -> new Position<>(row.getObject(1, type), IdempotencyKey.uuid(row.getBytes(2))),
                        entity.hash())
                .stream()
                .findFirst();
    }

    /**
     * Notes an entity's first position.
     *
     * @return false if another transaction has noted one and is committed
     * @throws KeyInUseException if another transaction has noted one and did not end within the patience
     */
    boolean begin(IdempotencyKey entity, V value, UUID messageId) {
        try {
            return dialect.insertUnlessPresent(
                    jdbc,
                    """
                    INSERT INTO %s (entity_hash, group_name, entity_text, %s, message_id, updated_at)
                    VALUES (?, ?, ?, ?, ?, %s)
                    """.formatted(table, column, dialect.now()),
                    entity.hash(),
                    entity.group(),
                    entity.shortText(),
                    value,
                    IdempotencyKey.uuidBytes(messageId));
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    /**
     * Moves the entity on.
     *
     * @return false if it is not, or no longer, where it was seen
     * @throws KeyInUseException if another transaction has the entity and did not end within the patience
     */
    boolean move(IdempotencyKey entity, V from, V to, UUID messageId) {
        try {
            return jdbc.update(
                            """
                            UPDATE %s SET %s = ?, message_id = ?, updated_at = %s
                            WHERE entity_hash = ? AND %s = ?
                            """.formatted(table, column, dialect.now(), column),
                            to,
                            IdempotencyKey.uuidBytes(messageId),
                            entity.hash(),
                            from)
                    == 1;
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    /** Forgets the entity, if it is where it was seen. */
    boolean forget(IdempotencyKey entity, V seen) {
        return jdbc.update(
                        "DELETE FROM %s WHERE entity_hash = ? AND %s = ?".formatted(table, column), entity.hash(), seen)
                == 1;
    }

    /**
     * Forgets entities that nothing has moved for that long, the longest untouched first.
     *
     * @param limit the most to delete; bounds the locks and the log of this one statement
     * @return how many were found: fewer than the limit means that there are no more
     */
    int deleteOlderThan(Duration retention, int limit) {
        List<byte[]> old = jdbc.query(
                """
                SELECT entity_hash FROM %s
                WHERE updated_at < %s
                ORDER BY updated_at LIMIT ?
                """.formatted(table, dialect.nowPlusMillis()),
                (row, number) -> row.getBytes(1),
                -retention.toMillis(),
                limit);
        for (byte[] hash : old) {
            // One that is moved between the two statements stays.
            jdbc.update(
                    "DELETE FROM %s WHERE entity_hash = ? AND updated_at < %s"
                            .formatted(table, dialect.nowPlusMillis()),
                    hash,
                    -retention.toMillis());
        }
        return old.size();
    }
}
