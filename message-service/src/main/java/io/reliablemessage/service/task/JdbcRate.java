package io.reliablemessage.service.task;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A job's rate, in its columns {@code rate_per_second} and {@code paid_until}: each item pays the time that it may take. What is not used may be made up for over two
 * seconds, so that a step that was late does not slow a job down.
 */
public final class JdbcRate {
    /** Until when is paid, as SQL. */
    public static final String PAID_UNTIL = "GREATEST(paid_until, UTC_TIMESTAMP(6) - INTERVAL 2 SECOND)";

    /** The column that {@link #affordable} reads, as SQL. */
    public static final String UNPAID = "TIMESTAMPDIFF(MICROSECOND, " + PAID_UNTIL + ", UTC_TIMESTAMP(6)) AS unpaid";

    private static final int MICROS = 1_000_000;

    private JdbcRate() {}

    /** How many items the rate allows now, counted up to those of two seconds. */
    public static int affordable(ResultSet row) throws SQLException {
        return (int) (Math.max(0, row.getLong("unpaid")) * row.getInt("rate_per_second") / MICROS);
    }

    /** What so many items pay. */
    public static long micros(int items, int ratePerSecond) {
        return (long) items * MICROS / ratePerSecond;
    }
}
