package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessageProperties.Spool;
import io.reliablemessage.client.SpoolFullException;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.protocol.MessageState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for the service in the business database has a limit, and the sender is told before anything is written. */
class SpoolLimitTest {
    private @Nullable Shop opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private Shop shop(ProducerMode mode, Spool limits) {
        Shop shop = new Shop(mode);
        opened = shop;
        shop.producer.stop();
        shop.spool = limits;
        shop.producer = shop.producer(mode, WhenServiceUnavailable.SPOOL);
        shop.messages = shop.producer.messages();
        return shop;
    }

    @Test
    void sendBeyondTheLimitIsRefusedBeforeAnythingIsWritten() {
        Shop shop = shop(ProducerMode.LOCAL, new Spool(3, null, Duration.ofMinutes(15)));
        shop.service.down();
        for (int i = 0; i < 3; i++) {
            shop.required().execute(status -> shop.order());
        }
        shop.required()
                .executeWithoutResult(status -> assertThatThrownBy(() -> shop.messages.send(
                                Message.to("orders").key("no", "4").payload("x").unique()))
                        .isInstanceOf(SpoolFullException.class)
                        .hasMessageContaining("reliable-message.spool.max-messages is 3"));
        assertThat(shop.outboxRows()).isEqualTo(3);
        assertThat(shop.count("SELECT COUNT(*) FROM rm_unique")).isZero();
        assertThatThrownBy(() -> shop.messages.submit(
                        Message.to("orders").key("no", "4").payload("x").unique()))
                .isInstanceOf(SpoolFullException.class);
    }

    @Test
    void whatOtherInstancesWroteCountsAndWhatIsRelayedDoesNot() {
        Shop shop = shop(ProducerMode.LOCAL, new Spool(3, null, Duration.ofMinutes(15)));
        shop.service.down();
        Producer other = shop.producer(ProducerMode.LOCAL, WhenServiceUnavailable.SPOOL);
        for (int i = 0; i < 3; i++) {
            shop.required()
                    .execute(
                            status -> other.messages().send(Message.to("orders").payload("x")));
        }
        // What it relayed itself, the others would learn from the next sample only.
        other.stop();
        shop.producer.spool().sampleNow();
        assertThatThrownBy(() -> shop.required().execute(status -> shop.order()))
                .isInstanceOf(SpoolFullException.class);
        shop.service.up();
        Awaitility.await().until(() -> {
            shop.expireLeases();
            shop.producer.relayOnce();
            return shop.outboxRows() == 0;
        });
        Awaitility.await()
                .untilAsserted(() -> assertThatCode(() -> shop.required().execute(status -> shop.order()))
                        .doesNotThrowAnyException());
    }

    @Test
    void modePrepareMindsTheLimitOnlyWhileTheServiceIsAway() {
        Shop shop = shop(ProducerMode.PREPARE, new Spool(1, null, Duration.ofMinutes(15)));
        shop.service.down();
        shop.required().execute(status -> shop.order());
        shop.producer.spool().sampleNow();
        assertThatThrownBy(() -> shop.required().execute(status -> shop.order()))
                .isInstanceOf(SpoolFullException.class);
        assertThat(shop.orders()).isEqualTo(1);
        assertThat(shop.fenceRows()).isEqualTo(1);
        shop.service.up();
        UUID[] id = new UUID[1];
        Awaitility.await("the pause to end").until(() -> {
            try {
                id[0] = shop.required().execute(status -> shop.order());
                return true;
            } catch (SpoolFullException e) {
                return false;
            }
        });
        shop.awaitState(id[0], MessageState.CONFIRMED);
    }

    @Test
    void tooOldIsFullAsWell() {
        Shop shop = shop(ProducerMode.LOCAL, new Spool(1_000, Duration.ofMinutes(10), Duration.ofMinutes(15)));
        shop.service.down();
        shop.required().execute(status -> shop.order());
        shop.producer.spool().sampleNow();
        shop.required().execute(status -> shop.order());
        shop.jdbc.update("UPDATE rm_outbox SET created_at = UTC_TIMESTAMP(3) - INTERVAL 11 MINUTE");
        shop.producer.spool().sampleNow();
        assertThatThrownBy(() -> shop.required().execute(status -> shop.order()))
                .isInstanceOf(SpoolFullException.class)
                .hasMessageContaining("reliable-message.spool.max-age");
    }

    @Test
    void gaugesTellWhatWaitsAndWhatWasRefused() {
        Shop shop = shop(ProducerMode.LOCAL, new Spool(1_000, null, Duration.ofMinutes(15)));
        shop.required().executeWithoutResult(status -> {
            shop.order(StubService.UNKNOWN_TOPIC);
        });
        Awaitility.await().until(() -> shop.count("SELECT COUNT(*) FROM rm_outbox WHERE state = 'FAILED'") == 1);
        shop.service.down();
        List.of(1, 2).forEach(no -> shop.required().execute(status -> shop.order()));
        shop.jdbc.update("UPDATE rm_outbox SET created_at = UTC_TIMESTAMP(3) - INTERVAL 100 SECOND");
        shop.producer.spool().sampleNow();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ProducerMetrics(shop.producer).bindTo(registry);
        assertThat(registry.get("reliable.message.client.outbox.waiting")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("reliable.message.client.outbox.refused")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("reliable.message.client.outbox.age").gauge().value())
                .isGreaterThanOrEqualTo(99);
    }
}
