package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The service is killed while a delivery is under way. */
class ServiceCrashTest extends CrashTest {
    /** Longer than the test needs from the first delivery to the kill. */
    private static final Duration LONG = Duration.ofSeconds(6);

    @Test
    void deliversWhenDueWhatItConfirmedAndDidNotPublish() {
        String order = OrderDesk.newOrderNo("before-publish");
        site.toBroker().holdRequests();
        site.desk().place(order, LONG);
        awaitState(order, "CONFIRMED");
        UUID id = books.messageId(order);
        site.toBroker().awaitHeld(id.toString());

        site.service().kill();
        site.toBroker().cut();
        site.toBroker().pass();
        assertThat(books.state(order)).containsExactly("CONFIRMED");
        assertThat(books.attempts(order)).isEqualTo(1);
        assertThat(site.brokerHas(id)).as("published").isFalse();
        site.service().start();

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order))
                .as("a later attempt took effect")
                .hasSize(1)
                .allMatch(attempt -> attempt > 1);
    }

    @Test
    void settlesWhatItPublishedAndHadNoReceiptFor() {
        String order = OrderDesk.newOrderNo("before-receipt");
        site.toBroker().holdAnswers();
        site.toService().holdRequests();
        site.desk().place(order, LONG);
        await("it took effect").until(() -> !books.effects(order).isEmpty());
        UUID id = books.messageId(order);
        site.toService().awaitHeld(id.toString());

        site.service().kill();
        site.toBroker().cut();
        site.toBroker().pass();
        site.toService().cut();
        site.toService().pass();
        assertThat(books.state(order)).containsExactly("CONFIRMED");
        site.service().start();

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order)).hasSize(1);
    }
}
