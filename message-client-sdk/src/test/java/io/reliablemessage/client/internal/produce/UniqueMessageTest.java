package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reliablemessage.client.InvalidMessageException;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.MessageRefusedException;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.UniqueMessageConflictException;
import io.reliablemessage.client.WhenServiceUnavailable;
import io.reliablemessage.protocol.MessageState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The same application and key again: the first message's id, and no second message. */
class UniqueMessageTest {
    private @Nullable Shop opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private Shop shop(ProducerMode mode) {
        opened = new Shop(mode);
        return opened;
    }

    private static Message message(String orderNo, Object payload) {
        return Message.to("orders").key("orderNo", orderNo).payload(payload).unique();
    }

    private static UUID send(Shop shop, Message message) {
        return shop.required().execute(status -> shop.messages.send(message));
    }

    @ParameterizedTest
    @EnumSource
    void secondCallGetsTheFirstIdAndMakesNoMessageAlsoAfterARestart(ProducerMode mode) {
        Shop shop = shop(mode);
        UUID first = send(shop, message("1", "paid"));
        shop.awaitState(first, MessageState.CONFIRMED);
        assertThat(send(shop, message("1", "paid"))).isEqualTo(first);
        shop.producer.stop();
        shop.producer = shop.producer(mode, WhenServiceUnavailable.SPOOL);
        shop.messages = shop.producer.messages();
        assertThat(send(shop, message("1", "paid"))).isEqualTo(first);
        assertThat(shop.messages.submit(message("1", "paid"))).isEqualTo(first);
        UUID other = send(shop, message("2", "paid"));
        shop.awaitState(other, MessageState.CONFIRMED);
        assertThat(shop.service.messages()).containsOnlyKeys(first, other);
    }

    @Test
    void topicIsPartOfTheKey() {
        Shop shop = shop(ProducerMode.LOCAL);
        UUID order = send(shop, message("1", "paid"));
        UUID point = send(
                shop, Message.to("points").key("orderNo", "1").payload("paid").unique());
        assertThat(point).isNotEqualTo(order);
    }

    @ParameterizedTest
    @EnumSource
    void otherContentIsAConflictThatNamesTheFirst(ProducerMode mode) {
        Shop shop = shop(mode);
        UUID first = send(shop, message("1", "paid"));
        for (Message other : List.of(
                message("1", "paid twice"),
                message("1", "paid").tag("vip"),
                message("1", "paid").header("channel", "web"),
                message("1", "paid").contentType("text/csv"))) {
            UniqueMessageConflictException conflict =
                    catchThrowableOfType(UniqueMessageConflictException.class, () -> send(shop, other));
            assertThat(conflict.first()).isEqualTo(first);
        }
    }

    /** Otherwise the next call for that key would get the id of a message that was never sent. */
    @ParameterizedTest
    @EnumSource
    void callerWhoCatchesTheConflictAndCommitsLeavesNoKeyWithoutItsMessage(ProducerMode mode) {
        Shop shop = shop(mode);
        send(shop, message("1", "paid"));
        shop.required()
                .executeWithoutResult(status -> assertThatThrownBy(() -> shop.messages.sendAll(
                                List.of(message("0", "new"), message("1", "other"), message("2", "new"))))
                        .isInstanceOf(UniqueMessageConflictException.class));
        assertThat(shop.count("SELECT COUNT(*) FROM rm_unique")).isEqualTo(1);
        UUID now = send(shop, message("0", "new"));
        shop.awaitState(now, MessageState.CONFIRMED);
    }

    @Test
    void orderOfFieldsAndTimesAreNoOtherContent() {
        Shop shop = shop(ProducerMode.LOCAL);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("no", 1);
        one.put("amount", 9.90);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("amount", 9.90);
        other.put("no", 1);
        UUID first = send(shop, message("1", one).expiresIn(Duration.ofHours(1)));
        assertThat(send(shop, message("1", other).expiresIn(Duration.ofHours(2))))
                .isEqualTo(first);
        assertThatThrownBy(() -> send(shop, message("1", Map.of("no", 1, "amount", 9.91))))
                .isInstanceOf(UniqueMessageConflictException.class);
    }

    @Test
    void uniqueWithoutKeyIsRefused() {
        Shop shop = shop(ProducerMode.LOCAL);
        assertThatThrownBy(() -> send(shop, Message.to("orders").payload("paid").unique()))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageContaining("key must be given");
    }

    @ParameterizedTest
    @EnumSource
    void rollbackGivesTheKeyBack(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(status -> {
            ids.add(shop.messages.send(message("1", "paid")));
            status.setRollbackOnly();
        });
        UUID second = send(shop, message("1", "paid"));
        assertThat(second).isNotEqualTo(ids.get(0));
        shop.awaitState(second, MessageState.CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource
    void rolledBackSavepointGivesTheKeyBack(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = new ArrayList<>();
        shop.required().executeWithoutResult(outer -> {
            shop.transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(nested -> {
                ids.add(shop.messages.send(message("1", "paid")));
                nested.setRollbackOnly();
            });
            ids.add(shop.messages.send(message("1", "paid")));
        });
        assertThat(ids.get(1)).isNotEqualTo(ids.get(0));
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource
    void sameKeyTwiceInOneCallIsOneMessage(ProducerMode mode) {
        Shop shop = shop(mode);
        List<UUID> ids = shop.required()
                .execute(status -> shop.messages.sendAll(
                        List.of(message("1", "paid"), message("2", "paid"), message("1", "paid"))));
        assertThat(ids.get(2)).isEqualTo(ids.get(0)).isNotEqualTo(ids.get(1));
        shop.awaitState(ids.get(0), MessageState.CONFIRMED);
        shop.awaitState(ids.get(1), MessageState.CONFIRMED);
        assertThat(shop.service.messages()).hasSize(2);
    }

    /** The second one reads from a snapshot that is older than the first one's commit. */
    @ParameterizedTest
    @EnumSource
    void secondCallerWaitsForTheFirstAndGetsItsId(ProducerMode mode) {
        Shop shop = shop(mode);
        CompletableFuture<UUID> second = whileSending(shop, true);
        UUID first = shop.service.messages().keySet().iterator().next();
        assertThat(second.join()).isEqualTo(first);
        assertThat(shop.service.messages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void secondCallerTakesThePlaceOfAFirstThatRollsBack(ProducerMode mode) {
        Shop shop = shop(mode);
        UUID second = whileSending(shop, false).join();
        shop.awaitState(second, MessageState.CONFIRMED);
    }

    private CompletableFuture<UUID> whileSending(Shop shop, boolean commit) {
        TransactionTemplate snapshot = shop.required();
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        CompletableFuture<UUID> second = CompletableFuture.supplyAsync(() -> snapshot.execute(status -> {
            shop.orders();
            begun.countDown();
            await(sent);
            return shop.messages.send(message("1", "paid"));
        }));
        await(begun);
        UUID first = shop.required().execute(status -> {
            UUID id = shop.messages.send(message("1", "paid"));
            sent.countDown();
            Awaitility.await("the second to wait for the first")
                    .until(() -> shop
                            .jdbc
                            .query(
                                    "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'",
                                    (row, number) -> row.getInt(2))
                            .stream()
                            .anyMatch(waiting -> waiting > 0));
            if (!commit) {
                status.setRollbackOnly();
            }
            return id;
        });
        if (commit) {
            shop.awaitState(first, MessageState.CONFIRMED);
        }
        return second;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void submitIsDurableBeforeTheServiceHasItAndMayBeRepeated(ProducerMode mode) {
        Shop shop = shop(mode);
        shop.service.down();
        UUID first = shop.messages.submit(message("1", "paid"));
        assertThat(shop.outboxIds()).containsExactly(first);
        assertThat(shop.messages.submit(message("1", "paid"))).isEqualTo(first);
        shop.service.up();
        assertThat(shop.messages.submit(message("1", "paid"))).isEqualTo(first);
        assertThat(shop.service.state(first)).isEqualTo(MessageState.CONFIRMED);
        assertThat(shop.outboxRows()).isZero();
        assertThat(send(shop, message("1", "paid"))).isEqualTo(first);
        assertThat(shop.service.messages()).hasSize(1);
    }

    /** The process dies, or loses the answer, between the service's acceptance and the delete. */
    @Test
    void submitWithALostAnswerIsOneMessage() {
        Shop shop = shop(ProducerMode.PREPARE);
        shop.service.cutAnswers(2);
        UUID first = shop.messages.submit(message("1", "paid"));
        assertThat(shop.outboxIds()).containsExactly(first);
        shop.expireLeases();
        shop.producer.relayOnce();
        Awaitility.await().until(() -> {
            shop.expireLeases();
            shop.producer.relayOnce();
            return shop.outboxRows() == 0;
        });
        assertThat(shop.messages.submit(message("1", "paid"))).isEqualTo(first);
        assertThat(shop.service.changes).hasValue(1);
    }

    @Test
    void refusedSubmitGivesTheKeyBack() {
        Shop shop = shop(ProducerMode.PREPARE);
        Message refused = Message.to(StubService.UNKNOWN_TOPIC)
                .key("orderNo", "1")
                .payload("paid")
                .unique();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop.messages.submit(refused)).isInstanceOf(MessageRefusedException.class);
        }
        assertThat(shop.outboxRows() + shop.count("SELECT COUNT(*) FROM rm_unique"))
                .isZero();
    }

    @Test
    void refusedSubmitLeavesToOperatorsWhatATransactionHasSent() {
        Shop shop = shop(ProducerMode.LOCAL);
        Message refused = Message.to(StubService.UNKNOWN_TOPIC)
                .key("orderNo", "1")
                .payload("paid")
                .unique();
        shop.service.down();
        UUID first = send(shop, refused);
        shop.service.up();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop.messages.submit(refused)).isInstanceOf(MessageRefusedException.class);
        }
        assertThat(shop.outboxIds()).containsExactly(first);
        assertThat(shop.count("SELECT COUNT(*) FROM rm_outbox WHERE state = 'FAILED'"))
                .isEqualTo(1);
        assertThat(send(shop, refused)).isEqualTo(first);
    }

    @Test
    void submitStandsWhateverBecomesOfTheTransactionAroundIt() {
        Shop shop = shop(ProducerMode.PREPARE);
        UUID first = shop.required().execute(status -> {
            status.setRollbackOnly();
            return shop.messages.submit(message("1", "paid"));
        });
        assertThat(shop.service.state(first)).isEqualTo(MessageState.CONFIRMED);
        assertThat(send(shop, message("1", "paid"))).isEqualTo(first);
    }

    @Test
    void modeOfAMessageOverridesThePropertyAndBothGoTogether() {
        Shop shop = shop(ProducerMode.PREPARE);
        shop.service.hold();
        List<UUID> ids = CompletableFuture.supplyAsync(() -> shop.required().execute(status -> {
                    List<UUID> sent = shop.messages.sendAll(List.of(
                            message("1", "a").mode(ProducerMode.LOCAL),
                            message("2", "b"),
                            message("3", "c").mode(ProducerMode.LOCAL)));
                    assertThat(shop.outboxIds()).containsExactlyInAnyOrder(sent.get(0), sent.get(2));
                    assertThat(shop.fenceRows()).isEqualTo(1);
                    shop.service.open();
                    return sent;
                }))
                .join();
        ids.forEach(id -> shop.awaitState(id, MessageState.CONFIRMED));
        assertThat(shop.service.messages()).hasSize(3);
    }

    @Test
    void bothModesRollBackTogether() {
        Shop shop = shop(ProducerMode.LOCAL);
        shop.required().executeWithoutResult(status -> {
            shop.messages.send(message("1", "a").mode(ProducerMode.PREPARE));
            UUID second = shop.messages.send(message("2", "b"));
            assertThat(shop.outboxIds()).containsExactly(second);
            Awaitility.await().until(() -> shop.service.messages().size() == 1);
            status.setRollbackOnly();
        });
        UUID prepared = shop.service.messages().keySet().iterator().next();
        shop.awaitState(prepared, MessageState.CANCELLED);
        assertThat(shop.outboxRows() + shop.fenceRows()).isZero();
        assertThat(shop.service.messages()).hasSize(1);
    }

    @Test
    void retentionForgetsOldKeysOnly() {
        Shop shop = shop(ProducerMode.LOCAL);
        UUID old = send(shop, message("1", "paid"));
        UUID young = send(shop, message("2", "paid"));
        shop.jdbc.update(
                "UPDATE rm_unique SET created_at = UTC_TIMESTAMP(3) - INTERVAL 91 DAY WHERE message_id = ?",
                (Object) io.reliablemessage.client.internal.Uuids.bytes(old));
        shop.producer.forgetOnce();
        assertThat(send(shop, message("1", "paid"))).isNotEqualTo(old);
        assertThat(send(shop, message("2", "paid"))).isEqualTo(young);
    }
}
