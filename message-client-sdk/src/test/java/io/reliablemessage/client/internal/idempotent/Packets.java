package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.Idempotent;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** The business under test: whoever opens a red packet draws a random amount. */
class Packets {
    private final JdbcTemplate jdbc;
    volatile Trouble before = () -> {};
    volatile Trouble after = () -> {};

    Packets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param greeting not a part of the key */
    record Open(String packetNo, long user, String greeting) {}

    record Drawn(long cents, String by) {}

    @FunctionalInterface
    interface Trouble {
        void happen() throws Exception;
    }

    @Idempotent(
            operation = "open-packet",
            key = {"open.packetNo", "open.user"})
    @Transactional
    public Drawn open(Open open) throws Exception {
        before.happen();
        long cents = ThreadLocalRandom.current().nextLong(1, 1_000_000_000);
        // No unique key: an effect that happens twice is to be seen twice.
        jdbc.update(
                "INSERT INTO drawn (packet_no, user_no, cents) VALUES (?, ?, ?)", open.packetNo(), open.user(), cents);
        after.happen();
        return new Drawn(cents, Thread.currentThread().getName());
    }
}
