package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.Dialect;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Table {@code rm_key_lock}: a key is held from the insert of its row until the end of the transaction, which deletes the row again. So
 * nobody ever sees a row, and a process that dies holds nothing.
 */
final class JdbcKeyLocks {
    private final Dialect dialect;
    private final JdbcTemplate jdbc;

    /** @param patience how long to wait for a key; whole seconds, at least one */
    JdbcKeyLocks(DataSource dataSource, Dialect dialect, Duration patience) {
        this.dialect = dialect;
        this.jdbc = dialect.patient(dataSource, patience);
    }

    /**
     * Waits until no other transaction holds the key, and holds it.
     *
     * @throws KeyInUseException if another transaction held it for longer than the patience; this one is to be rolled back
     */
    void hold(IdempotencyKey key) {
        // Waiting for an exclusive lock from the start, all who wait get it one by one; after a plain INSERT MySQL
        // would give all of
        // them a shared one at once, and end all but one of them as deadlocks.
        String whoeverCame = switch (dialect) {
            case MYSQL -> " ON DUPLICATE KEY UPDATE created_at = VALUES(created_at)";
            case POSTGRESQL -> " ON CONFLICT (key_hash) DO UPDATE SET created_at = EXCLUDED.created_at";
            case H2 -> "";
        };
        try {
            jdbc.update(
                    "INSERT INTO rm_key_lock (key_hash, created_at) VALUES (?, " + dialect.now() + ")" + whoeverCame,
                    key.hash());
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    /** @return false if the key is not held: the database has ended the transaction that held it */
    boolean release(IdempotencyKey key) {
        return jdbc.update("DELETE FROM rm_key_lock WHERE key_hash = ?", (Object) key.hash()) == 1;
    }
}
