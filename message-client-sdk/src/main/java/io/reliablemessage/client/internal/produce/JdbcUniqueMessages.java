package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Table {@code rm_unique}: the first message of each unique key. */
final class JdbcUniqueMessages {
    private final JdbcTemplate jdbc;
    private final Dialect dialect;

    JdbcUniqueMessages(DataSource dataSource, Dialect dialect) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.dialect = dialect;
    }

    /**
     * Makes the message the first of its key, in the current transaction; waits for another one that has the key.
     *
     * @return {@code false} if another message is
     */
    boolean insert(UniqueKey key, UUID id) {
        return dialect.insertUnlessPresent(
                jdbc,
                "INSERT INTO rm_unique (key_hash, message_id, content_hash, created_at) VALUES (?, ?, ?, "
                        + dialect.now() + ")",
                key.hash(),
                Uuids.bytes(id),
                key.content());
    }

    /**
     * The message that has the key. A locking read: a transaction that reads from a snapshot would not see what was committed while it
     * waited, and the row is not to go away before this transaction's end.
     */
    Optional<First> find(UniqueKey key) {
        return jdbc
                .query(
                        "SELECT message_id, content_hash FROM rm_unique WHERE key_hash = ?" + sharedLock(),
                        (row, number) -> new First(Uuids.of(row.getBytes(1)), row.getBytes(2)),
                        (Object) key.hash())
                .stream()
                .findFirst();
    }

    private String sharedLock() {
        return switch (dialect) {
            case MYSQL -> " LOCK IN SHARE MODE"; // MariaDB has no FOR SHARE.
            case POSTGRESQL -> " FOR SHARE";
            case H2 -> " FOR UPDATE";
        };
    }

    /** The message that has the key; the row is this transaction's until its end. */
    Optional<UUID> lock(byte[] keyHash) {
        return jdbc
                .query(
                        "SELECT message_id FROM rm_unique WHERE key_hash = ? FOR UPDATE",
                        (row, number) -> Uuids.of(row.getBytes(1)),
                        (Object) keyHash)
                .stream()
                .findFirst();
    }

    /** Gives the key up. */
    void delete(byte[] keyHash) {
        jdbc.update("DELETE FROM rm_unique WHERE key_hash = ?", (Object) keyHash);
    }

    /** Gives the key up if the message has it. */
    void delete(UniqueKey key, UUID id) {
        jdbc.update("DELETE FROM rm_unique WHERE key_hash = ? AND message_id = ?", key.hash(), Uuids.bytes(id));
    }

    /**
     * Deletes some of the rows that are older than the retention, oldest first.
     *
     * @param limit the most to delete; bounds the locks and the log of this one statement
     * @return how many old ones were found: fewer than the limit means that there are no more
     */
    int deleteOlderThan(Duration retention, int limit) {
        // A plain read first and then single rows by primary key: no lock is taken on a range that others insert into.
        List<byte[]> old = jdbc.query(
                "SELECT key_hash FROM rm_unique WHERE created_at < " + dialect.nowPlusMillis()
                        + " ORDER BY created_at LIMIT ?",
                (row, number) -> row.getBytes(1),
                -retention.toMillis(),
                limit);
        if (!old.isEmpty()) {
            jdbc.update(
                    "DELETE FROM rm_unique WHERE key_hash IN (?" + ", ?".repeat(old.size() - 1) + ")", old.toArray());
        }
        return old.size();
    }

    /** @param content the digest of its content */
    record First(UUID id, byte[] content) {}
}
