package io.reliablemessage.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoresTest {
    private static final List<String> TABLES = List.of(
            "rm_fence",
            "rm_outbox",
            "rm_idempotency",
            "rm_entity_state",
            "rm_entity_version",
            "rm_unique",
            "rm_key_lock");

    /** Skipped stores are skipped here with the reason; all other tests just leave them out. */
    @ParameterizedTest
    @EnumSource
    void eachDatabaseHasTheTablesAndAClock(Stores stores) {
        Assumptions.assumeTrue(stores.missing() == null, stores.missing());
        try (Store store = stores.fresh()) {
            assertThat(TABLES)
                    .allSatisfy(table -> assertThat(
                                    store.jdbc().queryForObject("SELECT COUNT(*) FROM " + table, Integer.class))
                            .isZero());
        }
    }

    /** MariaDB calls itself so in its version, and MySQL does not. */
    @EachStore
    void eachStoreIsWhatItIsCalled(Stores stores) {
        Assumptions.assumeTrue(stores == Stores.MARIADB || stores == Stores.MYSQL);
        try (Store store = stores.empty(1)) {
            assertThat(store.jdbc()
                            .queryForObject("SELECT VERSION()", String.class)
                            .contains("MariaDB"))
                    .isEqualTo(stores == Stores.MARIADB);
        }
    }

    /** By hand twice, or by hand and then by Flyway. */
    @EachStore
    void theScriptsMayRunAgain(Stores stores) {
        try (Store store = stores.fresh()) {
            store.createTables();
        }
    }

    @Test
    void redisAnswersAndLosesAllInACrash() throws IOException {
        try (RealRedis redis = RealRedis.start()) {
            assertThat(say(redis, "SET a 1 NX PX 60000")).isEqualTo("+OK");
            assertThat(say(redis, "SET a 2 NX PX 60000")).isEqualTo("$-1");
            redis.restart();
            assertThat(say(redis, "SET a 2 NX PX 60000")).isEqualTo("+OK");
        }
    }

    private static String say(RealRedis redis, String command) throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[64];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, length, StandardCharsets.US_ASCII).trim();
        }
    }
}
