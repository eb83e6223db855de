package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The consumer is killed while it works, or between its commit and its receipt, or its receipts do not arrive. */
class ConsumerCrashTest extends CrashTest {

    @Test
    void deliversAgainAfterDyingBeforeTheCommit() {
        String order = OrderDesk.newOrderNo("consumer-works");
        books.whileNobodyCanWriteEffects(() -> {
            site.desk().place(order, Duration.ofSeconds(2));
            await("the listener is at work").until(books::isEffectWaiting);
            site.consumer().kill();
        });
        site.consumer().start();

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order)).hasSize(1);
    }

    /** Receipts that have not arrived die with their process, so one that arrives now answers a duplicate. */
    @Test
    void absorbsDuplicateAndSendsReceiptAgainAfterDyingBeforeTheReceipt() {
        String order = OrderDesk.newOrderNo("consumer");
        site.toService().holdRequests();
        site.desk().place(order, Duration.ofSeconds(2));
        await("it took effect").until(() -> books.effects(order).size() == 1);
        site.toService().awaitHeld(books.messageId(order).toString());

        site.consumer().kill();
        site.toService().cut();
        site.toService().pass();
        assertThat(books.state(order)).as("no receipt").containsExactly("CONFIRMED");
        site.consumer().start();

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order)).hasSize(1);
    }

    @Test
    void absorbsAllDuplicatesThatComeWhileItsReceiptsVanish() {
        String order = OrderDesk.newOrderNo("receipts-vanish");
        site.toService().blackhole();
        site.desk().place(order, Duration.ofSeconds(1));
        await("it was delivered again and again")
                .until(() -> books.state(order).contains("CONFIRMED") && books.attempts(order) >= 4);
        assertThat(books.state(order)).containsExactly("CONFIRMED");

        site.toService().cut();
        site.toService().pass();

        awaitState(order, "CONSUMED");
        assertThat(books.effects(order)).hasSize(1);
    }
}
