package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The broker is killed and loses everything that it acknowledged, as one that flushes asynchronously may with its machine. */
class BrokerCrashTest extends CrashTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Test
    void deliversAgainWhatTheBrokerLostAndCountsNoAttemptOfTheOutage() {
        String prefix = OrderDesk.newOrderNo("broker");
        List<String> orders =
                IntStream.range(0, 20).mapToObj(i -> prefix + "-" + i).toList();
        site.consumer().kill();
        orders.parallelStream().forEach(order -> site.desk().place(order, INTERVAL));
        await("the broker has stored all").until(() -> orders.stream().allMatch(this::isStored));

        site.broker().kill();
        site.loseBrokersMemory();
        int attempts = books.mostAttempts(prefix);
        site.consumer().start();
        await("the outage lasts longer than all attempts would")
                .until(() -> books.secondsSinceConfirm(prefix) > Site.MAX_ATTEMPTS * INTERVAL.toSeconds());
        assertThat(books.count(prefix, "CONFIRMED")).isEqualTo(orders.size());
        assertThat(books.mostAttempts(prefix))
                .as("what was under way when the broker died may have counted")
                .isLessThanOrEqualTo(attempts + 2);
        site.broker().start();

        await("all are consumed").until(() -> books.count(prefix, "CONSUMED") == orders.size());
        orders.forEach(order -> assertThat(books.effects(order)).as(order).hasSize(1));
    }

    private boolean isStored(String order) {
        return !books.state(order).isEmpty() && site.brokerHas(books.messageId(order));
    }
}
