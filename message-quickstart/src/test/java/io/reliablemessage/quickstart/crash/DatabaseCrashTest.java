package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The database of producer, service and consumer is killed while all of them write. */
class DatabaseCrashTest extends CrashTest {
    private static final int CUSTOMERS = 4;
    private static final int ENOUGH = 60;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger placed = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    @Test
    void losesAndDoublesNothingThatWasAcknowledged() throws InterruptedException {
        String prefix = OrderDesk.newOrderNo("database");
        List<Thread> customers = customers(prefix);
        try {
            await("orders flow").until(() -> acknowledged.size() >= ENOUGH);

            books.whileNobodyCanWriteEffects(() -> {
                await("a listener is at work").until(books::isEffectWaiting);
                site.database().kill();
            });
            int before = acknowledged.size();
            site.database().start();

            await("orders flow again").until(() -> acknowledged.size() >= before + ENOUGH);
        } finally {
            // Otherwise they order on and on, through all tests that follow.
            closed.set(true);
            for (Thread customer : customers) {
                customer.join();
            }
        }
        assertThat(acknowledged).allMatch(books::isCommitted);
        await("all that was committed is consumed")
                .untilAsserted(() -> assertThat(books.wrongs()).isEmpty());
        assertThat(acknowledged).allMatch(order -> books.effects(order).size() == 1);
    }

    private List<Thread> customers(String prefix) {
        List<Thread> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            Thread customer = new Thread(() -> order(prefix), "customer");
            customer.start();
            customers.add(customer);
        }
        return customers;
    }

    private void order(String prefix) {
        while (!closed.get()) {
            String order = prefix + "-" + placed.incrementAndGet();
            if (site.desk().tryToPlace(order, Duration.ofSeconds(2))) {
                acknowledged.add(order);
            }
        }
    }
}
