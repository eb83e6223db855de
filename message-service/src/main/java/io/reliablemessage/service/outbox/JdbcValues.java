package io.reliablemessage.service.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Small readings and writings that every {@code Jdbc…} class of the outbox and its neighbours needs. */
public final class JdbcValues {
    private JdbcValues() {}

    public static @Nullable Integer nullableInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    /** {@code ?,?,?}: as many as there are values. */
    public static String marks(int count) {
        return repeat("?", count);
    }

    /** The same row pattern {@code count} times, with commas between. */
    public static String repeat(String row, int count) {
        return String.join(",", Collections.nCopies(count, row));
    }
}
