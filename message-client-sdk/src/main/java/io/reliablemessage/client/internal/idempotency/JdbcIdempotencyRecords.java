package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Table {@code rm_idempotency}: the effects that have been committed. */
public final class JdbcIdempotencyRecords {
    /** The longest result, 1 MiB. */
    public static final int MAX_RESULT_LENGTH = 1 << 20;

    private final DataSource dataSource;
    private final Dialect dialect;
    private final JdbcTemplate jdbc;
    private final JdbcTemplate patient;

    /**
     * @param patience how long an insert waits for a transaction that holds the same key; whole seconds, at least one. H2 waits for
     *     as long as its own LOCK_TIMEOUT says
     */
    public JdbcIdempotencyRecords(DataSource dataSource, Dialect dialect, Duration patience) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.jdbc = new JdbcTemplate(dataSource);
        this.patient = dialect.patient(dataSource, patience);
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
            return dialect.insertUnlessPresent(
                    patient,
                    """
                    INSERT INTO rm_idempotency (key_hash, group_name, key_text, message_id, payload_hash, created_at)
                    VALUES (?, ?, ?, ?, ?, %s)
                    """.formatted(dialect.now()),
                    key.hash(),
                    key.group(),
                    key.shortText(),
                    IdempotencyKey.uuidBytes(messageId),
                    payloadHash);
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    /** The digest of the payload that took effect; empty if the record is not there. */
    public Optional<byte[]> payloadHash(IdempotencyKey key) {
        return jdbc
                .queryForList("SELECT payload_hash FROM rm_idempotency WHERE key_hash = ?", byte[].class, key.hash())
                .stream()
                .findFirst();
    }

    /** What is committed under the key, or written by the transaction that is under way. */
    public Optional<RecordedEffect> find(IdempotencyKey key) {
        return find("", key);
    }

    /**
     * As {@link #find}, but reads what is committed now and not what was when the transaction began, which matters for one that was
     * under way before the other copy committed. Locks the record until its end; on MySQL in shared mode, as a refused insert has locked
     * it already: two duplicates that both wanted more would end as a deadlock.
     *
     * @throws KeyInUseException if another transaction holds the record and did not end within the patience
     */
    public Optional<RecordedEffect> findLatest(IdempotencyKey key) {
        try {
            return find(dialect == Dialect.MYSQL ? " LOCK IN SHARE MODE" : " FOR UPDATE", key);
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    /** As {@link #findLatest}, but to be deleted. */
    Optional<RecordedEffect> findForUpdate(IdempotencyKey key) {
        try {
            return find(" FOR UPDATE", key);
        } catch (DataAccessException e) {
            throw KeyInUseException.orElse(e);
        }
    }

    private Optional<RecordedEffect> find(String locking, IdempotencyKey key) {
        return patient
                .query(
                        "SELECT message_id, payload_hash, result FROM rm_idempotency WHERE key_hash = ?" + locking,
                        (row, number) -> new RecordedEffect(
                                IdempotencyKey.uuid(row.getBytes(1)), row.getBytes(2), row.getBytes(3)),
                        key.hash())
                .stream()
                .findFirst();
    }

    /**
     * Keeps what the call returned with its record, in the transaction that inserted it.
     *
     * @param result JSON, at most {@value #MAX_RESULT_LENGTH} bytes
     * @return false if the record is not there: the database has ended the transaction that inserted it
     * @throws IllegalStateException if the result is longer; nothing was written
     */
    public boolean keepResult(IdempotencyKey key, byte[] result) {
        if (result.length > MAX_RESULT_LENGTH) {
            throw new IllegalStateException("The result to be kept under " + key.text() + " has " + result.length
                    + " bytes of JSON; the limit is " + MAX_RESULT_LENGTH);
        }
        return jdbc.update("UPDATE rm_idempotency SET result = ? WHERE key_hash = ?", result, key.hash()) == 1;
    }

    /**
     * As {@link #keepResult(IdempotencyKey, byte[])}, but only with the record of this very call, and as long as the caller lets it be.
     *
     * @param callId as it was given to {@link #insert}
     */
    public boolean keepResult(IdempotencyKey key, UUID callId, byte[] result) {
        return jdbc.update(
                        "UPDATE rm_idempotency SET result = ? WHERE key_hash = ? AND message_id = ?",
                        result,
                        key.hash(),
                        IdempotencyKey.uuidBytes(callId))
                == 1;
    }

    /** Forgets an effect, in the transaction that is under way. */
    boolean forget(IdempotencyKey key) {
        return jdbc.update("DELETE FROM rm_idempotency WHERE key_hash = ?", (Object) key.hash()) == 1;
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
        List<byte[]> old = jdbc.query(
                """
                SELECT key_hash FROM rm_idempotency
                WHERE created_at < %s
                ORDER BY created_at LIMIT ?
                """.formatted(dialect.nowPlusMillis()), (row, number) -> row.getBytes(1), -retention.toMillis(), limit);
        if (!old.isEmpty()) {
            String places = "?,".repeat(old.size() - 1) + "?";
            jdbc.update("DELETE FROM rm_idempotency WHERE key_hash IN (" + places + ")", old.toArray());
        }
        return old.size();
    }

    /** Outside of the effect's transaction the record would be committed at once, and a crash before the effect would lose it. */
    void requireTransaction() {
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
}
