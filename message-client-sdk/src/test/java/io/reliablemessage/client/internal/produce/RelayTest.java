package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.protocol.MessageState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mode local: what is in the outbox reaches the service, and no row goes before the service has its message. */
class RelayTest {
    private final Shop shop = new Shop(ProducerMode.LOCAL);

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void rowsOfADeadInstanceAreRelayedByAnother() {
        shop.producer.stop();
        UUID id = shop.required().execute(status -> shop.order());
        assertThat(shop.outboxIds()).containsExactly(id);
        Producer other = otherInstance();
        other.relayOnce();
        assertThat(shop.service.state(id)).as("not before its time").isNull();
        shop.expireLeases();
        other.relayOnce();
        assertThat(shop.service.state(id)).isEqualTo(MessageState.CONFIRMED);
        assertThat(shop.outboxRows()).isZero();
    }

    @Test
    void crashBetweenAcceptanceAndDeleteMakesOneMessage() {
        shop.service.cutAnswers(2);
        UUID id = shop.required().execute(status -> shop.order());
        shop.awaitState(id, MessageState.CONFIRMED);
        assertThat(shop.outboxIds()).as("accepted, but its row is there").containsExactly(id);
        drain(shop.producer);
        assertThat(shop.service.messages()).hasSize(1);
        assertThat(shop.service.changes).hasValue(1);
    }

    @Test
    void businessCommitsWhileTheServiceIsAwayAndMessagesFollow() {
        shop.service.down();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(shop.required().execute(status -> shop.order()));
        }
        assertThat(shop.outboxRows()).isEqualTo(20);
        shop.service.up();
        drain(shop.producer);
        assertThat(ids).allSatisfy(id -> assertThat(shop.service.state(id)).isEqualTo(MessageState.CONFIRMED));
    }

    @Test
    void refusedMessageIsPutAsideAndHoldsNobodyUp() {
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(status -> {
            ids.add(shop.order());
            ids.add(shop.order(StubService.UNKNOWN_TOPIC));
            ids.add(shop.order());
        });
        shop.awaitState(ids.get(0), MessageState.CONFIRMED);
        shop.awaitState(ids.get(2), MessageState.CONFIRMED);
        Awaitility.await().until(() -> shop.outboxIds().equals(List.of(ids.get(1))));
        assertThat(shop.jdbc.queryForObject("SELECT CONCAT(state, ' ', error) FROM rm_outbox", String.class))
                .isEqualTo("FAILED INVALID: topic is not registered");
        shop.expireLeases();
        assertThat(shop.producer.relayOnce()).isFalse();
        assertThat(shop.producer.counters().failedMessages()).isEqualTo(1);
    }

    @Test
    void unreadableRowIsPutAsideAndHoldsNobodyUp() {
        shop.producer.stop();
        UUID broken = shop.required().execute(status -> shop.order());
        UUID fine = shop.required().execute(status -> shop.order());
        shop.jdbc.update("UPDATE rm_outbox SET content = '{' WHERE message_id = ?", Uuids.bytes(broken));
        shop.expireLeases();
        otherInstance().relayOnce();
        assertThat(shop.service.state(fine)).isEqualTo(MessageState.CONFIRMED);
        assertThat(shop.outboxIds()).containsExactly(broken);
        assertThat(shop.jdbc.queryForObject("SELECT state FROM rm_outbox", String.class))
                .isEqualTo("FAILED");
    }

    @Test
    void twoRelaysInTroubleLoseNothingAndDeleteNothingUnaccepted() {
        shop.producer.stop();
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(status -> {
            for (int i = 0; i < 1_000; i++) {
                ids.add(shop.order());
            }
        });
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> one = relaying(done);
        CompletableFuture<Void> two = relaying(done);
        AtomicInteger troubles = new AtomicInteger(4);
        Awaitility.await("the outbox to be empty")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (troubles.getAndDecrement() > 0) {
                        shop.service.failCalls(1);
                        shop.service.cutAnswers(2);
                    }
                    shop.expireLeases();
                    List<UUID> waiting = shop.outboxIds();
                    assertThat(ids)
                            .filteredOn(id -> !waiting.contains(id))
                            .allSatisfy(id -> assertThat(shop.service.state(id))
                                    .as("deleted only when accepted")
                                    .isEqualTo(MessageState.CONFIRMED));
                    return waiting.isEmpty();
                });
        done.set(true);
        CompletableFuture.allOf(one, two).join();
        assertThat(shop.service.messages()).hasSize(1_000);
    }

    @Test
    void claimedRowsAreNobodyElsesUntilTheirLeaseEnds() {
        shop.producer.stop();
        UUID id = shop.required().execute(status -> shop.order());
        shop.expireLeases();
        JdbcOutbox outbox = new JdbcOutbox(shop.dataSource, Dialect.MYSQL);
        List<UUID> due = List.of(id);
        assertThat(outbox.claim(due, Duration.ofMinutes(1))).hasSize(1);
        assertThat(outbox.claim(due, Duration.ofMinutes(1))).isEmpty();
        assertThat(outbox.due(10)).isEmpty();
    }

    private CompletableFuture<Void> relaying(AtomicBoolean done) {
        Producer instance = otherInstance();
        return CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                try {
                    instance.relayOnce();
                } catch (org.springframework.dao.TransientDataAccessException e) {
                    // A deadlock with the test's own update; the duty would try again as well.
                }
                Thread.onSpinWait();
            }
        });
    }

    private Producer otherInstance() {
        return shop.producer(ProducerMode.LOCAL, WhenServiceUnavailable.SPOOL);
    }

    private void drain(Producer instance) {
        Awaitility.await("the outbox to be empty").until(() -> {
            shop.expireLeases();
            instance.relayOnce();
            return shop.outboxRows() == 0;
        });
    }
}
