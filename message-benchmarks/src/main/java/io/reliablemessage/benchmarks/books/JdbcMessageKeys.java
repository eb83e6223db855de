package io.reliablemessage.benchmarks.books;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The keys of a topic's messages, read in order of time as the service itself reads them. */
final class JdbcMessageKeys {
    private static final String READ = """
            SELECT key_hash FROM message FORCE INDEX (by_topic)
             WHERE topic_id = (SELECT id FROM topic WHERE name = ?) AND id >= ? AND id < ? ORDER BY id
            """;

    private JdbcMessageKeys() {}

    static void each(FullRequest request, Consumer<byte[]> each) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(request.jdbcUrl(), request.user(), request.password());
                PreparedStatement statement = connection.prepareStatement(READ)) {
            // The driver's sign for row by row.
            statement.setFetchSize(Integer.MIN_VALUE);
            statement.setString(1, request.topic());
            statement.setBytes(2, firstAt(request.from().toEpochMilli()));
            statement.setBytes(3, firstAt(request.to().toEpochMilli()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.accept(rows.getBytes(1));
                }
            }
        }
    }

    /** The least id of a millisecond. */
    private static byte[] firstAt(long millis) {
        return HexFormat.of().parseHex(HexFormat.of().toHexDigits(millis, 12) + "0".repeat(20));
    }
}
