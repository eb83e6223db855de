package io.reliablemessage.service.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
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

    /**
     * Ids for an {@code IN} list, in ascending order, filled up to a power of two with the last one: so there are few different
     * statements, and the driver need not parse and the server not prepare most of them again.
     *
     * @param ids one or more
     */
    public static Object[] keys(Collection<UUID> ids) {
        List<UUID> sorted = ids.stream().distinct().sorted(Ids::compare).toList();
        int size = sorted.size() == 1 ? 1 : Integer.highestOneBit(sorted.size() - 1) * 2;
        Object[] keys = new Object[size];
        for (int i = 0; i < size; i++) {
            keys[i] = Ids.toBytes(sorted.get(Math.min(i, sorted.size() - 1)));
        }
        return keys;
    }

    /** The parameters of a statement that goes on after its {@code IN} list. */
    public static Object[] and(Object[] keys, Object... others) {
        Object[] all = Arrays.copyOf(keys, keys.length + others.length);
        System.arraycopy(others, 0, all, keys.length, others.length);
        return all;
    }

    /** The same row pattern {@code count} times, with commas between. */
    public static String repeat(String row, int count) {
        return String.join(",", Collections.nCopies(count, row));
    }
}
