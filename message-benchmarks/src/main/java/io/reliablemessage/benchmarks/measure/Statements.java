package io.reliablemessage.benchmarks.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Watches in the server's process list when statements of a kind run. */
public final class Statements implements AutoCloseable {
    /** How often it looks. */
    public static final Duration STEP = Duration.ofMillis(4);

    private final Thread thread;
    private volatile boolean over;
    private volatile long firstNanos;
    private volatile long lastNanos;

    /** Opens a connection to the server. */
    public interface Connections {
        Connection connect(String database) throws SQLException;
    }

    private Statements(Connection connection, String pattern) {
        thread = new Thread(() -> watch(connection, pattern), "statements");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param pattern of {@code LIKE} */
    public static Statements like(Connections server, String pattern) throws SQLException {
        return new Statements(server.connect(""), pattern);
    }

    /** When one was seen first, by {@link System#nanoTime}; 0 if none was. */
    public long firstNanos() {
        return firstNanos;
    }

    /** When one was seen last; 0 if none was. */
    public long lastNanos() {
        return lastNanos;
    }

    /** From the first to the last; {@code null} if none was seen, which then took less than a step. */
    public @Nullable Double millis() {
        return firstNanos == 0 ? null : (lastNanos - firstNanos) / 1e6;
    }

    private void watch(Connection connection, String pattern) {
        try (connection;
                PreparedStatement look =
                        connection.prepareStatement("SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                                + " WHERE INFO LIKE ? AND ID <> CONNECTION_ID()")) {
            look.setString(1, pattern);
            while (!over) {
                long now = System.nanoTime();
                try (ResultSet row = look.executeQuery()) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        if (firstNanos == 0) {
                            firstNanos = now;
                        }
                        lastNanos = System.nanoTime();
                    }
                }
                LockSupport.parkNanos(STEP.toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The process list cannot be read", e);
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
