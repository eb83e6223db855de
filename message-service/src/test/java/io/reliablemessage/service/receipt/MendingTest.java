package io.reliablemessage.service.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.pause.Pauses;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** How a message is mended whose books say otherwise, and what stays as it is. */
@CoreTest
class MendingTest {
    private static final long SOON = Duration.ofMinutes(1).toMillis();

    @Autowired
    Mending mending;

    @Autowired
    Transactions transactions;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    Traffic traffic;

    @Autowired
    Pauses pauses;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    TopicCatalog topics;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    private int application;
    private Producer.TopicOnTest topic;
    private Subscription points;
    private Subscription coupons;

    @BeforeEach
    void register() {
        application = producer.application();
        topic = producer.topic(
                Producer.Rules.SLOW, application, "points-" + UUID.randomUUID(), "coupons-" + UUID.randomUUID());
        points = topics.bySubscription(topic.id(), 0);
        coupons = topics.bySubscription(topic.id(), 1);
    }

    @AfterEach
    void leavesNothingForgotten() {
        assertThat(rows.forgotten()).isEmpty();
    }

    @Test
    void groupWithAFalseReceiptGetsTheMessageAgainAndItsReceiptMakesTheMessageConsumedAgain() {
        UUID id = consumedByBoth();
        assertThat(deliverAgain(id, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        assertThat(traffic.claimed(id)).singleElement().satisfies(delivery -> {
            assertThat(delivery.groups()).containsExactly(points.group());
            assertThat(delivery.round()).isEqualTo(1);
            assertThat(delivery.attempt()).isEqualTo(1);
        });
        // A late repetition of the false receipt is the receipt: the group says so itself.
        assertThat(report(id, points, ReceiptKind.CONSUMED, 1, 1)).isEqualTo(Outcome.APPLIED);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        assertThat(rows.message(id).orElseThrow().finished()).isTrue();
        assertThat(rows.groups(id).get(0).dueInMillis()).isNull();
    }

    @Test
    void failingRedeliveryEndsAsADeadLetterLikeAnyOther() {
        UUID id = consumedByBoth();
        deliverAgain(id, points);
        failUntilDead(id, 1);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("OPEN");
        // Its replay is a round of its own.
        decisions.replay(rows.cases(id).get(0).id(), "mended", Producer.OPERATOR);
        assertThat(traffic.claimed(id))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.round()).isEqualTo(2));
        assertThat(report(id, points, ReceiptKind.FAILED, 1, 1)).isEqualTo(Outcome.UNCHANGED);
        assertThat(report(id, points, ReceiptKind.CONSUMED, 1, 2)).isEqualTo(Outcome.APPLIED);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("RESOLVED");
    }

    @Test
    void closedCaseOpensAgainWhenTheRedeliveryFails() {
        UUID id = consumedByBoth();
        deliverAgain(id, points);
        failUntilDead(id, 1);
        decisions.replay(rows.cases(id).get(0).id(), "mended", Producer.OPERATOR);
        traffic.claimed(id);
        report(id, points, ReceiptKind.CONSUMED, 1, 2);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("RESOLVED");
        assertThat(deliverAgain(id, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("REPLAYING");
        failUntilDead(id, 3);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("OPEN");
        assertThat(rows.cases(id).get(0).rounds()).isEqualTo(3);
    }

    @Test
    void deliveredAgainTwiceOrByTwoNodesItIsOnce() throws Exception {
        UUID id = consumedByBoth();
        List<Mended.Outcome> outcomes = Together.run(4, i -> () -> deliverAgain(id, points));
        assertThat(Collections.frequency(outcomes, Mended.Outcome.DONE)).isEqualTo(1);
        assertThat(Collections.frequency(outcomes, Mended.Outcome.NOTHING_TO_DO))
                .isEqualTo(3);
        assertThat(rows.groups(id).get(0).round()).isEqualTo(1);
        assertThat(traffic.claimed(id)).hasSize(1);
        assertThat(deliverAgain(id, points)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
        assertThat(traffic.claimed(id)).isEmpty();
    }

    @Test
    void undoneTransactionLeavesEverythingAsItWas() {
        UUID id = consumedByBoth();
        String before = rows.everything(id);
        assertThatThrownBy(() -> transactions.run(() -> {
                    mending.deliverAgain(id, points);
                    throw new IllegalStateException("died");
                }))
                .hasMessage("died");
        assertThat(rows.everything(id)).isEqualTo(before);
    }

    @Test
    void whatCannotBeDeliveredAgainStaysAsItIsWithWords() {
        UUID expired = consumedByBoth();
        jdbc.update(
                "UPDATE message SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?",
                Ids.toBytes(expired));
        UUID ended = consumedByBoth();
        String before = rows.everything(expired) + rows.everything(ended);
        assertThat(words(() -> mending.deliverAgain(expired, points))).contains("has expired");
        assertThat(words(() -> mending.deliverAgain(Producer.newId(), points))).contains("not there any more");
        jdbc.update("UPDATE subscription SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?", points.id());
        org.awaitility.Awaitility.await()
                .until(() -> topics.subscription(topic.id(), points.group()).isEmpty());
        assertThat(words(() -> mending.deliverAgain(ended, points))).contains("subscription has ended");
        assertThat(rows.everything(expired) + rows.everything(ended)).isEqualTo(before);
    }

    @Test
    void pausedGroupGetsItWhenThePauseEnds() {
        UUID id = consumedByBoth();
        pauses.put(PauseKind.GROUP, points.group(), new PauseRequest("looking", null), Producer.OPERATOR);
        try {
            assertThat(deliverAgain(id, points)).isEqualTo(Mended.Outcome.DONE);
            assertThat(traffic.claimed(id)).isEmpty();
            assertThat(words(() -> mending.makeDue(id, points))).contains("is paused");
            assertThat(transactions.run(() -> mending.makeDue(id, points)).outcome())
                    .isEqualTo(Mended.Outcome.NOT_NOW);
        } finally {
            pauses.end(PauseKind.GROUP, points.group(), "looked", Producer.OPERATOR);
        }
    }

    @Test
    void recordedReceiptIsAsTheGroupsOwn() {
        UUID id = submitted();
        report(id, coupons, ReceiptKind.CONSUMED, 1, 0);
        assertThat(recordReceipt(id, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        assertThat(rows.message(id).orElseThrow().receiptLog()).contains("0:1:");
        assertThat(recordReceipt(id, points)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
        assertThat(words(() -> mending.recordReceipt(Producer.newId(), points))).contains("not there any more");
    }

    @Test
    void recordedReceiptResolvesTheGroupsDeadLetter() {
        UUID id = consumedByBoth();
        deliverAgain(id, points);
        failUntilDead(id, 1);
        assertThat(recordReceipt(id, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("RESOLVED");
    }

    @Test
    void receiptOfAnExpiredMessageIsRecordedAndItStaysExpired() {
        UUID id = submitted();
        jdbc.update(
                "UPDATE message SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?", Ids.toBytes(id));
        claims.expireDue(Set.of(Shards.of(id)), 100);
        rows.makeDue(id);
        claims.expireDue(Set.of(Shards.of(id)), 100);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.EXPIRED);
        assertThat(recordReceipt(id, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.EXPIRED);
        assertThat(rows.message(id).orElseThrow().sets().owing()).isEqualTo(coupons.bit());
    }

    @Test
    void whatIsOutstandingIsDueNow() {
        UUID id = submitted();
        assertThat(makeDue(id, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(makeDue(id, points)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
        assertThat(traffic.claimed(id))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.groups()).hasSize(2));
        UUID own = submitted();
        report(own, points, ReceiptKind.FAILED, 1, 0);
        assertThat(makeDue(own, points)).isEqualTo(Mended.Outcome.DONE);
        assertThat(traffic.claimed(own))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.groups()).containsExactly(points.group()));
        report(own, points, ReceiptKind.CONSUMED, 2, 0);
        assertThat(makeDue(own, points)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE message SET due_shard = 99 WHERE id = ?",
                "UPDATE message SET due_shard = NULL, due_at = NULL WHERE id = ?",
                "UPDATE message SET groups_owing = 0, due_shard = NULL, due_at = NULL WHERE id = ?"
            })
    void confirmedMessageThatNobodyLooksAtIsDeliveredAgain(String damage) {
        UUID id = submitted();
        damage(damage, id);
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.DONE);
        assertThat(traffic.claimed(id)).singleElement().satisfies(delivery -> {
            assertThat(delivery.attempt()).isEqualTo(2);
            assertThat(delivery.groups()).hasSize(2);
        });
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
    }

    @Test
    void preparedMessageThatNobodyLooksAtIsAskedAbout() {
        UUID id = Producer.newId();
        outbox.prepare(application, List.of(Producer.message(id, topic.name(), "{}")));
        damage("UPDATE message SET due_shard = NULL, due_at = NULL WHERE id = ?", id);
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.message(id).orElseThrow().dueInMillis()).isLessThanOrEqualTo(0);
        outbox.cancel(application, List.of(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE group_delivery SET due_shard = NULL, due_at = NULL WHERE message_id = ?",
                "UPDATE group_delivery SET due_shard = 99 WHERE message_id = ?",
                "DELETE FROM group_delivery WHERE message_id = ?"
            })
    void groupThatNobodyLooksAtGoesOnAfterItsLastAttempt(String damage) {
        UUID id = submitted();
        report(id, points, ReceiptKind.FAILED, 1, 0);
        damage(damage, id);
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.DONE);
        assertThat(traffic.claimed(id)).singleElement().satisfies(delivery -> {
            assertThat(delivery.attempt()).isEqualTo(2);
            assertThat(delivery.groups()).containsExactly(points.group());
        });
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM dead_letter WHERE message_id = ?",
                "UPDATE dead_letter SET state = 'RESOLVED', closed_at = UTC_TIMESTAMP(3) WHERE message_id = ?"
            })
    void deadGroupWithoutAnOpenCaseGetsOne(String damage) {
        UUID id = consumedByBoth();
        deliverAgain(id, points);
        failUntilDead(id, 1);
        damage(damage, id);
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.cases(id).get(0).state()).isEqualTo("OPEN");
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
    }

    @Test
    void confirmedMessageWhoseReceiptsAreAllInItsLogIsConsumed() {
        UUID id = consumedByBoth();
        damage("UPDATE message SET state = 'CONFIRMED', finished_at = NULL WHERE id = ?", id);
        assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.DONE);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
    }

    @Test
    void whatAPauseHoldsIsLookedAfter() {
        UUID id = submitted();
        rows.makeDue(id);
        pauses.put(PauseKind.TOPIC, topic.name(), new PauseRequest("looking", null), Producer.OPERATOR);
        try {
            assertThat(traffic.claimed(id)).isEmpty();
            assertThat(putOnItsFeet(id)).isEqualTo(Mended.Outcome.NOTHING_TO_DO);
        } finally {
            pauses.end(PauseKind.TOPIC, topic.name(), "looked", Producer.OPERATOR);
        }
    }

    private UUID submitted() {
        UUID id = Producer.newId();
        outbox.submit(application, List.of(Producer.message(id, topic.name(), "{}")));
        return id;
    }

    private UUID consumedByBoth() {
        UUID id = submitted();
        report(id, points, ReceiptKind.CONSUMED, 1, 0);
        report(id, coupons, ReceiptKind.CONSUMED, 1, 0);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
        return id;
    }

    private void failUntilDead(UUID id, int round) {
        for (int attempt = 1; attempt <= 3; attempt++) {
            rows.makeDue(id);
            traffic.claimed(id);
            assertThat(report(id, points, ReceiptKind.FAILED, attempt, round)).isEqualTo(Outcome.APPLIED);
        }
    }

    private Mended.Outcome deliverAgain(UUID id, Subscription group) {
        return transactions.run(() -> mending.deliverAgain(id, group)).outcome();
    }

    private Mended.Outcome recordReceipt(UUID id, Subscription group) {
        return transactions.run(() -> mending.recordReceipt(id, group)).outcome();
    }

    private Mended.Outcome makeDue(UUID id, Subscription group) {
        return transactions.run(() -> mending.makeDue(id, group)).outcome();
    }

    private Mended.Outcome putOnItsFeet(UUID id) {
        return transactions.run(() -> mending.putOnItsFeet(id)).outcome();
    }

    private String words(java.util.function.Supplier<Mended> work) {
        return transactions.run(work).words();
    }

    /** By somebody who does not care for constraints. */
    private void damage(String sql, UUID id) {
        jdbc.execute((ConnectionCallback<Integer>) connection -> {
            boolean mariaDb =
                    connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
            try (var settings = connection.createStatement();
                    var statement = connection.prepareStatement(sql)) {
                if (mariaDb) {
                    settings.execute("SET SESSION check_constraint_checks = 0");
                }
                org.junit.jupiter.api.Assumptions.assumeTrue(
                        mariaDb || !sql.startsWith("UPDATE message"), "MySQL does not let itself be damaged so");
                statement.setBytes(1, Ids.toBytes(id));
                int changed = statement.executeUpdate();
                assertThat(changed).isPositive();
                if (mariaDb) {
                    settings.execute("SET SESSION check_constraint_checks = 1");
                }
                return changed;
            }
        });
    }

    private Outcome report(UUID id, Subscription group, ReceiptKind kind, int attempt, int round) {
        ConsumeError error = kind == ReceiptKind.FAILED
                ? new ConsumeError(DeadLetterReason.ATTEMPTS_EXHAUSTED, "a.Error", "no", null)
                : null;
        ItemResult result = receipts.take(
                        application,
                        List.of(new Receipt(
                                id, topic.name(), group.group(), kind, attempt, round, null, null, null, null, error)))
                .get(0);
        return result.outcome();
    }
}
