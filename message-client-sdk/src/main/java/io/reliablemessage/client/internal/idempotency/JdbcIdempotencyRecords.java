package io.reliablemessage.client.internal.idempotency;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Table {@code rm_idempotency}: the effects that have been committed. */
public final class JdbcIdempotencyRecords {
    private static final int MAX_TEXT_LENGTH = 500;

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final JdbcTemplate patient;

    /** @param patience how long an insert waits for a transaction that holds the same key; whole seconds, at least one */
    public JdbcIdempotencyRecords(DataSource dataSource, Duration patience) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
        this.patient = new JdbcTemplate(dataSource);
        this.patient.setQueryTimeout((int) Math.max(1, patience.toSeconds()));
    }

    /**
     * Records the effect in the transaction that is under way. The unique key decides: while another transaction holds the same key,
     * this waits for its end.
     *
     * @return false if the effect is committed already
     * @throws IllegalStateException if the transaction is not one of this data source; nothing was recorded
     * @throws KeyInUseException if the other transaction did not end within the patience; this transaction is to be rolled back
     */
    public boolean insert(IdempotencyKey key, UUID messageId, byte[] payloadHash) {
        requireTransaction();
        try {
            patient.update(
                    """
                    INSERT INTO rm_idempotency (key_hash, group_name, key_text, message_id, payload_hash, created_at)
                    VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3))
                    """, key.hash(), key.group(), cut(key.text()), IdempotencyKey.uuidBytes(messageId), payloadHash);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        } catch (DataAccessException e) {
            if (e instanceof QueryTimeoutException || Contention.isTimeout(e)) {
                throw new KeyInUseException(e);
            }
            throw e;
        }
    }

    /** The digest of the payload that took effect; empty if the record is not there. */
    public Optional<byte[]> payloadHash(IdempotencyKey key) {
        return jdbc
                .queryForList("SELECT payload_hash FROM rm_idempotency WHERE key_hash = ?", byte[].class, key.hash())
                .stream()
                .findFirst();
    }

    /**
     * Deletes some of the records that are older than the retention, oldest first.
     *
     * @param limit the most to delete; bounds the locks and the log of this one statement
     * @return how many old ones were found: fewer than the limit means that there are no more
     */
    public int deleteOlderThan(Duration retention, int limit) {
        // A plain read first and then single rows by primary key: no lock is taken on a range that listeners insert
        // into.
        List<byte[]> old = jdbc.query("""
                SELECT key_hash FROM rm_idempotency
                WHERE created_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND
                ORDER BY created_at LIMIT ?
                """, (row, number) -> row.getBytes(1), retention.toSeconds(), limit);
        if (!old.isEmpty()) {
            String places = "?,".repeat(old.size() - 1) + "?";
            jdbc.update("DELETE FROM rm_idempotency WHERE key_hash IN (" + places + ")", old.toArray());
        }
        return old.size();
    }

    /** Outside of the effect's transaction the record would be committed at once, and a crash before the effect would lose it. */
    private void requireTransaction() {
        if (TransactionSynchronizationManager.hasResource(dataSource)) {
            return;
        }
        // JTA, or a proxy around the data source, binds a connection at its first use only.
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException(
                        "The transaction manager does not manage the data source of rm_idempotency");
            }
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("The connection does not tell whether it commits by itself", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT_LENGTH) {
            return text;
        }
        int end = MAX_TEXT_LENGTH - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
