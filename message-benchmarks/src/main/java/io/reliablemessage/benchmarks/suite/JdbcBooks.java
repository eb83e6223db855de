package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.books.BooksProcess;
import io.reliablemessage.benchmarks.site.DatabaseServer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.DiscrepancyType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The tables of both books, past the service and the application. */
final class JdbcBooks {
    /** The application's schema. */
    static final String SCHEMA = "bench_books";

    private final DatabaseServer server;

    JdbcBooks(DatabaseServer server) {
        this.server = server;
    }

    /** The first moment of today, by the database. */
    Instant today() throws SQLException {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CAST(UTC_DATE() AS CHAR)")) {
            row.next();
            return LocalDate.parse(row.getString(1))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
    }

    /** Makes a fact of each message there is, up to 49 ms older than the message: two books never have the same times. */
    void makeFacts() throws SQLException {
        String facts = SCHEMA + "." + BooksProcess.TABLE;
        String messages = Rig.SCHEMA + ".message";
        server.execute("""
                CREATE TABLE %s (
                  id       BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
                  order_no VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                  sold_at  DATETIME(3) NOT NULL,
                  UNIQUE KEY (order_no),
                  KEY (sold_at)
                )""".formatted(facts));
        server.execute("""
                INSERT INTO %s (order_no, sold_at)
                SELECT SUBSTRING(business_key, LENGTH('orderNo=') + 1), created_at - INTERVAL CRC32(id) %% 50 * 1000 MICROSECOND
                  FROM %s ORDER BY id
                """.formatted(facts, messages));
        server.execute("ANALYZE TABLE " + facts + ", " + messages);
    }

    void removeFacts(Collection<Integer> orders) throws SQLException {
        try (Connection connection = server.connect(SCHEMA);
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + BooksProcess.TABLE + " WHERE order_no = ?")) {
            connection.setAutoCommit(false);
            for (int order : orders) {
                delete.setString(1, Integer.toString(order));
                expectOne(delete);
            }
            connection.commit();
        }
    }

    void removeMessages(Collection<Integer> orders) throws SQLException {
        try (Connection connection = server.connect(Rig.SCHEMA);
                PreparedStatement delete = connection.prepareStatement("DELETE FROM message WHERE key_hash = ?")) {
            connection.setAutoCommit(false);
            for (int order : orders) {
                delete.setBytes(1, key(order).sha256());
                expectOne(delete);
            }
            connection.commit();
        }
    }

    private static void expectOne(PreparedStatement delete) throws SQLException {
        int deleted = delete.executeUpdate();
        if (deleted != 1) {
            throw new IllegalStateException(deleted + " rows were deleted instead of one");
        }
    }

    static BusinessKey key(int order) {
        return BusinessKey.of("orderNo", Integer.toString(order));
    }

    /**
     * Everything that is open.
     *
     * @throws IllegalStateException if something is said twice, or is not open
     */
    Map<String, DiscrepancyType> discrepancies() throws SQLException {
        try (Connection connection = server.connect(Rig.SCHEMA);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT business_key, type, state FROM reconciliation_discrepancy")) {
            Map<String, DiscrepancyType> found = new HashMap<>();
            while (rows.next()) {
                String key = String.valueOf(rows.getString(1));
                if (!rows.getString(3).equals("OPEN")
                        || found.put(key, DiscrepancyType.valueOf(rows.getString(2))) != null) {
                    throw new IllegalStateException("A discrepancy of " + key + " is " + rows.getString(3) + " too");
                }
            }
            return found;
        }
    }

    /** So that the next run looks up nothing but what it finds itself. */
    void forgetDiscrepancies() throws SQLException {
        server.execute("DELETE FROM " + Rig.SCHEMA + ".reconciliation_discrepancy");
    }
}
