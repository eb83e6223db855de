package io.reliablemessage.benchmarks.measure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the database server says of itself, since its start or between two looks. Counted are all clients, so nothing else may use it.
 *
 * @param statements of clients, {@code COMMIT} included
 * @param writes statements that insert, update, delete or replace
 * @param commits explicit ones; a statement outside a transaction is none
 * @param rowsWritten inserted, updated or deleted
 * @param flushes of InnoDB's log to the disk; MariaDB 10.8 and newer only tell writes of the log, each of which a flush follows while
 *     every commit is flushed
 * @param redoBytes written to InnoDB's log
 * @param binlogBytes written to the binary log; 0 where it is off
 * @param lockWaits for rows
 * @param lockMillis waited for rows, by all connections together
 * @param deadlocks found by InnoDB
 * @param rowsRead that the server asked its storage engines for, by index or in order
 * @param networkBytes to and from clients
 * @param ofOneLook statements that one look takes; {@link #since} subtracts them
 */
public record DatabaseCounters(
        long statements,
        long writes,
        long commits,
        long rowsWritten,
        long flushes,
        long redoBytes,
        long binlogBytes,
        long lockWaits,
        long lockMillis,
        long deadlocks,
        long rowsRead,
        long networkBytes,
        int ofOneLook) {

    /** A look of MySQL takes three statements, one of MariaDB, which keeps everything in one place, a single one. */
    public static DatabaseCounters read(Connection connection) throws SQLException {
        boolean mariaDb = connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
        Map<String, Long> status = status(connection);
        return new DatabaseCounters(
                sum(status, "questions"),
                sum(
                        status,
                        "com_insert",
                        "com_insert_select",
                        "com_update",
                        "com_update_multi",
                        "com_delete",
                        "com_delete_multi",
                        "com_replace",
                        "com_replace_select"),
                sum(status, "com_commit"),
                sum(status, "innodb_rows_inserted", "innodb_rows_updated", "innodb_rows_deleted"),
                sum(status, status.containsKey("innodb_os_log_fsyncs") ? "innodb_os_log_fsyncs" : "innodb_log_writes"),
                sum(status, "innodb_os_log_written"),
                mariaDb ? sum(status, "binlog_bytes_written") : binaryLogBytes(connection),
                sum(status, "innodb_row_lock_waits"),
                sum(status, "innodb_row_lock_time"),
                mariaDb ? sum(status, "innodb_deadlocks") : deadlocks(connection),
                status.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("handler_read_"))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                sum(status, "bytes_received", "bytes_sent"),
                mariaDb ? 1 : 3);
    }

    private static Map<String, Long> status(Connection connection) throws SQLException {
        Map<String, Long> status = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS")) {
            while (rows.next()) {
                try {
                    status.put(rows.getString(1).toLowerCase(Locale.ROOT), Long.parseLong(rows.getString(2)));
                } catch (NumberFormatException e) {
                    continue; // Not a counter.
                }
            }
        }
        return status;
    }

    /** Between an earlier look and this one. */
    public DatabaseCounters since(DatabaseCounters earlier) {
        return new DatabaseCounters(
                statements - earlier.statements - ofOneLook,
                writes - earlier.writes,
                commits - earlier.commits,
                rowsWritten - earlier.rowsWritten,
                flushes - earlier.flushes,
                redoBytes - earlier.redoBytes,
                binlogBytes - earlier.binlogBytes,
                lockWaits - earlier.lockWaits,
                lockMillis - earlier.lockMillis,
                deadlocks - earlier.deadlocks,
                rowsRead - earlier.rowsRead,
                networkBytes - earlier.networkBytes,
                ofOneLook);
    }

    private static long sum(Map<String, Long> status, String... names) {
        long sum = 0;
        for (String name : names) {
            sum += status.getOrDefault(name, 0L);
        }
        return sum;
    }

    private static long deadlocks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'lock_deadlocks'")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** MySQL tells the size of each file; MariaDB has a counter. */
    private static long binaryLogBytes(Connection connection) throws SQLException {
        long bytes = 0;
        try (Statement statement = connection.createStatement();
                ResultSet logs = statement.executeQuery("SHOW BINARY LOGS")) {
            while (logs.next()) {
                bytes += logs.getLong(2);
            }
        } catch (SQLException e) {
            if (e.getErrorCode() == 1381) { // The binary log is off.
                return 0;
            }
            throw e;
        }
        return bytes;
    }
}
