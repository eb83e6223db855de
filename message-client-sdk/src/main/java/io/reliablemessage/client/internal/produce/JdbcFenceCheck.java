package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Table {@code rm_fence} as a check-back sees it, on one connection with autocommit: each statement is its own transaction, so that
 * no lock outlives it and a lock timeout rolls back all that it did.
 *
 * <p>How long a tombstone waits for a transaction that has the row: MySQL and MariaDB say at once that it is locked, and an insert
 * that comes in between waits a second, the shortest that they know. PostgreSQL and H2 do not show the row of another transaction, so
 * there the insert itself finds out, within milliseconds.
 */
final class JdbcFenceCheck implements AutoCloseable {
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_LOCK_DEADLOCK = 1213;
    private static final int ER_LOCK_NOWAIT = 3572;
    private static final int ER_CHECKREAD = 1020;
    private static final int ER_DUP_ENTRY = 1062;
    private static final Set<Integer> MYSQL_LOCKS =
            Set.of(ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_LOCK_NOWAIT, ER_CHECKREAD);

    /** Lock not available, deadlock, serialisation failure; H2's lock timeout and concurrent update. */
    private static final Set<String> LOCK_STATES = Set.of("55P03", "40P01", "40001", "HYT00", "90131");

    private static final String UNIQUE_VIOLATION = "23505";

    private final Connection connection;
    private final Dialect dialect;
    private final boolean autoCommit;
    private final String before;

    /** What an attempt to put a tombstone in met. */
    enum Tombstone {
        INSERTED,
        PRESENT,
        /** A running transaction has the row. */
        LOCKED
    }

    /** @param before the statement that gives the connection back its own limit */
    private JdbcFenceCheck(Connection connection, Dialect dialect, boolean autoCommit, String before) {
        this.connection = connection;
        this.dialect = dialect;
        this.autoCommit = autoCommit;
        this.before = before;
    }

    /** Takes a connection that soon gives up waiting for a lock; {@link #close} puts everything back. */
    static JdbcFenceCheck open(DataSource dataSource, Dialect dialect) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            String before = switch (dialect) {
                case MYSQL ->
                    limitLockWait(
                            connection,
                            "SELECT @@innodb_lock_wait_timeout",
                            "SET SESSION innodb_lock_wait_timeout = ",
                            1);
                case H2 -> limitLockWait(connection, "SELECT LOCK_TIMEOUT()", "SET LOCK_TIMEOUT ", 5);
                // The limit is the transaction's there, since a pooler may give each transaction another session.
                case POSTGRESQL -> "";
            };
            return new JdbcFenceCheck(connection, dialect, autoCommit, before);
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                connection.abort(Runnable::run);
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** @return the statement that undoes it */
    private static String limitLockWait(Connection connection, String read, String set, int limit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int before;
            try (ResultSet row = statement.executeQuery(read)) {
                row.next();
                before = row.getInt(1);
            }
            statement.execute(set + limit);
            return set + before;
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
        if (dialect != Dialect.MYSQL) {
            return false;
        }
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

    /** Waits shortly for a transaction that has the row. */
    Tombstone insertTombstone(UUID id) throws SQLException {
        try {
            boolean inserted = dialect == Dialect.POSTGRESQL ? insertInTransaction(id) : insert(id, "") == 1;
            return inserted ? Tombstone.INSERTED : Tombstone.PRESENT;
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_DUP_ENTRY || UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return Tombstone.PRESENT;
            }
            if (isLock(e)) {
                return Tombstone.LOCKED;
            }
            throw e;
        }
    }

    private boolean insertInTransaction(UUID id) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '5ms'");
            boolean inserted = insert(id, " ON CONFLICT DO NOTHING") == 1;
            connection.commit();
            return inserted;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private int insert(UUID id, String otherwise) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO rm_fence (message_id, outcome, created_at) VALUES (?, 'ROLLED_BACK', " + dialect.now()
                        + ")" + otherwise)) {
            statement.setBytes(1, Uuids.bytes(id));
            return statement.executeUpdate();
        }
    }

    /** The database's clock, in milliseconds since the epoch. */
    long now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + dialect.epochMillis())) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Gives the connection back as it was, or, if that fails, broken, so that its pool throws it away. */
    @Override
    public void close() throws SQLException {
        try (Connection closing = connection) {
            try (Statement statement = closing.createStatement()) {
                if (!before.isEmpty()) {
                    statement.execute(before);
                }
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
        return MYSQL_LOCKS.contains(e.getErrorCode())
                || e.getSQLState() != null && LOCK_STATES.contains(e.getSQLState());
    }
}
