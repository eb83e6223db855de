package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.Uuids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Table {@code rm_fence} as a check-back sees it, on one connection with autocommit: each statement is its own transaction, so that
 * no lock outlives it and a lock timeout rolls back all that it did.
 */
final class JdbcFenceCheck implements AutoCloseable {
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_LOCK_DEADLOCK = 1213;
    private static final int ER_LOCK_NOWAIT = 3572;
    private static final int ER_CHECKREAD = 1020;
    private static final int ER_DUP_ENTRY = 1062;

    private final Connection connection;
    private final boolean autoCommit;
    private final int lockWaitSeconds;

    /** What an attempt to put a tombstone in met. */
    enum Tombstone {
        INSERTED,
        PRESENT,
        /** A running transaction has the row. */
        LOCKED
    }

    private JdbcFenceCheck(Connection connection, boolean autoCommit, int lockWaitSeconds) {
        this.connection = connection;
        this.autoCommit = autoCommit;
        this.lockWaitSeconds = lockWaitSeconds;
    }

    /** Takes a connection that gives up after a second of waiting for a lock; {@link #close} puts everything back. */
    static JdbcFenceCheck open(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            int lockWaitSeconds;
            try (ResultSet row = statement.executeQuery("SELECT @@innodb_lock_wait_timeout")) {
                row.next();
                lockWaitSeconds = row.getInt(1);
            }
            statement.execute("SET SESSION innodb_lock_wait_timeout = 1");
            return new JdbcFenceCheck(connection, autoCommit, lockWaitSeconds);
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                connection.abort(Runnable::run);
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** The outcomes that are recorded; {@code true}: committed, {@code false}: a tombstone. */
    Map<UUID, Boolean> outcomes(Collection<UUID> ids) throws SQLException {
        Map<UUID, Boolean> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        String sql = "SELECT message_id, outcome = 'COMMITTED' FROM rm_fence WHERE message_id IN (?"
                + ", ?".repeat(ids.size() - 1) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (UUID id : ids) {
                statement.setBytes(parameter++, Uuids.bytes(id));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(Uuids.of(row.getBytes(1)), row.getBoolean(2));
                }
            }
        }
        return found;
    }

    /**
     * Whether a running transaction has the row. It spares the insert's wait in the usual case; the insert alone decides.
     */
    boolean isLocked(UUID id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT message_id FROM rm_fence WHERE message_id = ? FOR UPDATE NOWAIT")) {
            statement.setBytes(1, Uuids.bytes(id));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return false;
            }
        } catch (SQLException e) {
            if (isLock(e)) {
                return true;
            }
            throw e;
        }
    }

    /** Waits up to a second for a transaction that has the row. */
    Tombstone insertTombstone(UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO rm_fence (message_id, outcome, created_at) VALUES (?, 'ROLLED_BACK', UTC_TIMESTAMP(3))")) {
            statement.setBytes(1, Uuids.bytes(id));
            statement.executeUpdate();
            return Tombstone.INSERTED;
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_DUP_ENTRY) {
                return Tombstone.PRESENT;
            }
            if (isLock(e)) {
                return Tombstone.LOCKED;
            }
            throw e;
        }
    }

    /** The database's clock, in milliseconds since the epoch. */
    long now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT UNIX_TIMESTAMP()")) {
            row.next();
            return row.getLong(1) * 1_000;
        }
    }

    /** Gives the connection back as it was, or, if that fails, broken, so that its pool throws it away. */
    @Override
    public void close() throws SQLException {
        try (Connection closing = connection) {
            try (Statement statement = closing.createStatement()) {
                statement.execute("SET SESSION innodb_lock_wait_timeout = " + lockWaitSeconds);
                if (!autoCommit) {
                    closing.setAutoCommit(false);
                }
            } catch (SQLException e) {
                closing.abort(Runnable::run);
                throw e;
            }
        }
    }

    private static boolean isLock(SQLException e) {
        int code = e.getErrorCode();
        return code == ER_LOCK_WAIT_TIMEOUT
                || code == ER_LOCK_DEADLOCK
                || code == ER_LOCK_NOWAIT
                || code == ER_CHECKREAD;
    }
}
