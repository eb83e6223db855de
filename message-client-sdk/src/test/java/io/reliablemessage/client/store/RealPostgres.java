package io.reliablemessage.client.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL server for all tests of this JVM, from the binaries on the class path. */
final class RealPostgres {
    private static @Nullable RealPostgres running;

    private final EmbeddedPostgres server;

    private RealPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Why this machine cannot run it; {@code null}: it can. */
    static @Nullable String missing() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return null;
        }
        // The server refuses to run as root; a user namespace hides from it that it does.
        boolean root = "root".equals(System.getProperty("user.name"));
        return root && !unshares() ? "PostgreSQL: it does not run as root, and unshare -U is not allowed here" : null;
    }

    private static boolean unshares() {
        try {
            Process process = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static synchronized RealPostgres running() {
        if (running == null) {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "400")
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
                running = new RealPostgres(server);
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
        return running;
    }

    /** With time limits as production should have them. */
    String url(String database) {
        return server.getJdbcUrl("postgres", database) + "&connectTimeout=10&socketTimeout=60";
    }

    void execute(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
