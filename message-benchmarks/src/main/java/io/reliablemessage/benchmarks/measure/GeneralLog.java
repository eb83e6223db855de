package io.reliablemessage.benchmarks.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Which statements clients send, by the server's general log, which is written to a table meanwhile. */
public final class GeneralLog implements AutoCloseable {
    private static final int SHOWN = 100;

    private final Connection connection;
    private final String outputBefore;

    /** @param connection whose own statements are not counted; its user may set global variables */
    public GeneralLog(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@global.log_output")) {
            row.next();
            outputBefore = row.getString(1);
        }
    }

    public void begin() throws SQLException {
        run("SET GLOBAL log_output = 'TABLE'");
        run("TRUNCATE TABLE mysql.general_log");
        run("SET GLOBAL general_log = ON");
    }

    /** Returns how often each kind of statement came since {@link #begin}. */
    public Map<String, Integer> end() throws SQLException {
        run("SET GLOBAL general_log = OFF");
        Map<String, Integer> counts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log
                 WHERE command_type IN ('Query', 'Execute') AND thread_id <> CONNECTION_ID()
                """);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts.merge(kind(rows.getString(1)), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** A statement without its values, and no more of it than tells it from others. */
    static String kind(String sql) {
        String kind = sql.replaceAll("\\s+", " ")
                .replaceAll("'[^']*'", "?")
                .replaceAll("\\b[0-9][0-9.]*\\b", "?")
                .strip();
        return kind.substring(0, Math.min(kind.length(), SHOWN));
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        run("SET GLOBAL general_log = OFF");
        run("SET GLOBAL log_output = '" + outputBefore + "'");
    }
}
