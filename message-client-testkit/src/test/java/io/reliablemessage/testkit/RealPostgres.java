package io.reliablemessage.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server for this JVM's tests, where the machine can run one: it may refuse to run as root. */
final class RealPostgres {
    private static final @Nullable EmbeddedPostgres SERVER = start();

    private RealPostgres() {}

    private static @Nullable EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
        } catch (IOException | IllegalStateException e) {
            return null;
        }
    }

    static boolean runs() {
        return SERVER != null;
    }

    static String url() {
        if (SERVER == null) {
            throw new IllegalStateException("PostgreSQL does not run on this machine");
        }
        return SERVER.getJdbcUrl("postgres", "postgres");
    }
}
