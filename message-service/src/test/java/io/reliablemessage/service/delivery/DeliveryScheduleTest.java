package io.reliablemessage.service.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.RecordingBroker.Answer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.receipt.Receipts;
import io.reliablemessage.service.scheduling.Duties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** How often and when a message is delivered to whom, and where it ends. */
@CoreTest
class DeliveryScheduleTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int FIRST = 0;
    private static final int SECOND = 1;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    Publisher publisher;

    @Autowired
    Breaker breaker;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    Traffic traffic;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    int application;
    Producer.TopicOnTest topic;

    @BeforeEach
    void register() {
        mendBroker();
        application = producer.application();
        topic = topic(Producer.Rules.SLOW, 2);
    }

    @AfterEach
    void mendBroker() {
        broker.answer(Answer.SENT);
        await().until(() -> {
            for (int i = 0; i < 20; i++) {
                breaker.succeeded();
            }
            return breaker.isClosed();
        });
    }

    @Test
    void whatHadNoRoomInAClaimIsClaimedAtOnce() {
        String large = "x".repeat(990_000);
        List<UUID> ids = Stream.generate(Producer::newId)
                .filter(id -> Shards.of(id) == 11)
                .limit(12)
                .toList();
        traffic.claimed(ids.get(0));
        ids.forEach(id -> outbox.submit(application, List.of(Producer.message(id, topic.name(), large))));
        ids.forEach(rows::makeDue);
        Claims.Won first = claims.claimDue(Set.of(11), 1_000);
        assertThat(first.messages()).hasSize(8);
        assertThat(first.more()).isTrue();
        Claims.Won rest = claims.claimDue(Set.of(11), 1_000);
        assertThat(rest.messages()).hasSize(4);
        assertThat(rest.more()).isFalse();
    }

    @Test
    void buriesMessageAfterExactlyTheAllowedAttempts() {
        for (int allowed : new int[] {1, 2, 5}) {
            topic = topic(Producer.Rules.SLOW.withMaxAttempts(allowed), 1);
            UUID id = traffic.submit(application, topic);
            for (int i = 0; i < allowed + 3; i++) {
                traffic.redeliver(id);
            }
            assertThat(broker.deliveriesOf(id))
                    .extracting(OutboundMessage::attempt)
                    .containsExactlyElementsOf(upTo(allowed));
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
            assertThat(rows.cases(id).get(FIRST)).satisfies(row -> {
                assertThat(row.state()).isEqualTo("OPEN");
                assertThat(row.reason()).isEqualTo("ATTEMPTS_EXHAUSTED");
                assertThat(row.attempts()).isEqualTo(allowed);
            });
            assertThat(rows.attempts(id)).hasSize(allowed).allMatch(attempt -> attempt.endsWith("NO_RECEIPT"));
        }
    }

    @Test
    void buriesGroupAfterExactlyTheAllowedFailures() {
        topic = topic(Producer.Rules.SLOW.withMaxAttempts(3), 1);
        UUID id = traffic.submit(application, topic);
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(report(id, FIRST, ReceiptKind.FAILED, attempt).outcome()).isEqualTo(Outcome.APPLIED);
            traffic.redeliver(id);
            traffic.redeliver(id);
            if (attempt == 1) {
                assertThat(report(id, FIRST, ReceiptKind.FAILED, 2).outcome())
                        .as("attempt 2 is over when attempt 3 was claimed")
                        .isEqualTo(Outcome.UNCHANGED);
                attempt = 2;
            }
        }
        assertThat(broker.deliveriesOf(id)).extracting(OutboundMessage::attempt).containsExactly(1, 2, 3);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
        assertThat(rows.attempts(id)).containsExactly("0:0:1:FAILED:Type", "0:0:2:FAILED:Type", "0:0:3:FAILED:Type");
    }

    @Test
    void usedUpMessagesDoNotHoldUpThoseBehindThem() {
        DeliveryProperties few = new DeliveryProperties(
                Duration.ofSeconds(1), 5_000, DataSize.ofMegabytes(64), 5, Duration.ofSeconds(5), 200);
        Redelivery redelivery =
                new Redelivery(claims, publisher, breaker, few, new Lookout(claims, new Duties(), System::nanoTime));
        List<UUID> spent = Stream.generate(() -> traffic.submit(application, topic))
                .filter(id -> Shards.of(id) == 7)
                .limit(40)
                .toList();
        traffic.claimed(spent.get(0));
        spent.forEach(id -> rows.useUpAttempts(id, 3));
        int steps = 1;
        while (redelivery.deliverDue(Set.of(7))) {
            steps++;
        }
        assertThat(spent).allMatch(id -> rows.stateOf(id) == MessageState.DEAD);
        assertThat(steps).isLessThan(12);
    }

    @Test
    void messagesOwnLimitAndScheduleComeBeforeTheTopics() {
        NewMessage message = message(null, null, null, List.of(7_200_000L, 14_400_000L), 2);
        outbox.submit(application, List.of(message));
        UUID id = message.id();
        assertThat(messageDue(id)).isBetween(2 * HOUR - HOUR / 4, 2 * HOUR + HOUR / 4);
        traffic.redeliver(id);
        assertThat(messageDue(id)).isBetween(4 * HOUR - HOUR / 2, 4 * HOUR + HOUR / 2);
        traffic.redeliver(id);
        assertThat(broker.deliveriesOf(id)).hasSize(2);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
    }

    @Test
    void lastIntervalRepeats() {
        topic = topic(Producer.Rules.SLOW.withSchedule("600000,3600000").withMaxAttempts(5), 1);
        UUID id = traffic.submit(application, topic);
        assertThat(messageDue(id)).isBetween(HOUR / 6 - HOUR / 50, HOUR / 6 + HOUR / 50);
        for (int attempt = 2; attempt <= 5; attempt++) {
            traffic.redeliver(id);
            assertThat(messageDue(id)).as("after attempt %d", attempt).isBetween(HOUR - HOUR / 8, HOUR + HOUR / 8);
        }
    }

    @Test
    void failureMovesItsGroupToItsOwnScheduleAndLeavesTheOthersAlone() {
        UUID id = traffic.submit(application, topic);
        long messageDue = messageDue(id);
        report(id, FIRST, ReceiptKind.FAILED, 1);
        assertThat(rows.message(id).orElseThrow().sets().owing()).isEqualTo(0b10);
        assertThat(rows.message(id).orElseThrow().sets().retrying()).isEqualTo(0b01);
        assertThat(messageDue(id)).isBetween(messageDue - 60_000, messageDue);
        for (int attempt = 2; attempt <= 3; attempt++) {
            rows.makeGroupDue(id, FIRST);
            traffic.step(id);
            report(id, FIRST, ReceiptKind.FAILED, attempt);
        }
        assertThat(rows.cases(id)).containsOnlyKeys(FIRST);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        assertThat(rows.message(id).orElseThrow().attempts())
                .as("attempts of the other group")
                .isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            rows.makeMessageDue(id);
            traffic.step(id);
        }
        assertThat(rows.cases(id)).containsOnlyKeys(FIRST, SECOND);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
        assertThat(broker.deliveriesOf(id).stream()
                        .filter(each -> each.groups().contains(Traffic.group(application, FIRST))))
                .extracting(OutboundMessage::attempt)
                .containsExactly(1, 2, 3);
        assertThat(broker.deliveriesOf(id).stream()
                        .filter(each -> each.groups().contains(Traffic.group(application, SECOND))))
                .extracting(OutboundMessage::attempt)
                .containsExactly(1, 2, 3);
    }

    @Test
    void failureMayAskForAnotherInterval() {
        UUID id = traffic.submit(application, topic);
        receipts.take(
                application,
                List.of(new Receipt(
                        id,
                        topic.name(),
                        Traffic.group(application, FIRST),
                        ReceiptKind.FAILED,
                        1,
                        null,
                        null,
                        120_000L,
                        null,
                        null)));
        assertThat(groupDue(id, FIRST)).isBetween(90_000L, 120_000L);
        rows.makeGroupDue(id, FIRST);
        traffic.step(id);
        receipts.take(
                application,
                List.of(new Receipt(
                        id,
                        topic.name(),
                        Traffic.group(application, FIRST),
                        ReceiptKind.FAILED,
                        2,
                        null,
                        null,
                        0L,
                        null,
                        null)));
        traffic.step(id);
        assertThat(broker.deliveriesOf(id)).extracting(OutboundMessage::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void inProgressPutsOffItsGroupOnly() {
        UUID id = traffic.submit(application, topic);
        long before = messageDue(id);
        assertThat(report(id, SECOND, ReceiptKind.IN_PROGRESS, 1).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(groupDue(id, SECOND)).isBetween(1_700_000L, 1_800_000L);
        assertThat(messageDue(id)).isBetween(before - 60_000, before);
        rows.makeMessageDue(id);
        traffic.step(id);
        assertThat(broker.deliveriesOf(id).get(1).groups()).containsExactly(Traffic.group(application, FIRST));
        assertThat(report(id, SECOND, ReceiptKind.CONSUMED, 1).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows.groups(id).get(SECOND).dueInMillis()).isNull();
        report(id, FIRST, ReceiptKind.CONSUMED, 2);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED);
    }

    @Test
    void inProgressThatComesAfterItsFailureDoesNotPutOffTheRetry() {
        UUID id = traffic.submit(application, topic);
        receipts.take(
                application,
                List.of(new Receipt(
                        id,
                        topic.name(),
                        Traffic.group(application, FIRST),
                        ReceiptKind.FAILED,
                        1,
                        null,
                        null,
                        5_000L,
                        null,
                        null)));
        assertThat(report(id, FIRST, ReceiptKind.IN_PROGRESS, 1).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(groupDue(id, FIRST)).isLessThanOrEqualTo(5_000L);
    }

    @Test
    void failureOfAnAttemptThatIsOverIsOnRecordAndMovesNothing() {
        UUID id = traffic.submit(application, topic);
        traffic.redeliver(id);
        long due = messageDue(id);
        assertThat(report(id, FIRST, ReceiptKind.FAILED, 1).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(rows.message(id).orElseThrow().sets().owing()).isEqualTo(0b11);
        assertThat(messageDue(id)).isBetween(due - 60_000, due);
        assertThat(rows.attempts(id)).containsExactly("0:0:1:FAILED:Type", "1:0:1:NO_RECEIPT");
        assertThat(report(id, FIRST, ReceiptKind.FAILED, 3).outcome())
                .as("an attempt that was never made")
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(rows.attempts(id)).hasSize(2);
    }

    @Test
    void receiptThatComesAfterTheMessageWentDeadResolvesTheCase() {
        UUID id = traffic.submit(application, topic);
        report(id, FIRST, ReceiptKind.REJECTED, 1);
        report(id, SECOND, ReceiptKind.CONSUMED, 1);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
        assertThat(report(id, FIRST, ReceiptKind.CONSUMED, 1).state()).isEqualTo(MessageState.CONSUMED);
        assertThat(rows.cases(id).get(FIRST).state()).isEqualTo("RESOLVED");
    }

    @Test
    void replayGivesOnlyTheFailedGroupAFreshBudget() {
        UUID id = traffic.submit(application, topic);
        report(id, FIRST, ReceiptKind.REJECTED, 1);
        report(id, SECOND, ReceiptKind.CONSUMED, 1);
        decisions.replay(rows.cases(id).get(FIRST).id(), "fixed", Producer.OPERATOR);
        for (int i = 0; i < 5; i++) {
            traffic.redeliver(id);
        }
        List<OutboundMessage> deliveries = broker.deliveriesOf(id);
        assertThat(deliveries).extracting(OutboundMessage::attempt).containsExactly(1, 1, 2, 3);
        assertThat(deliveries.subList(1, 4))
                .allMatch(each -> each.groups().equals(List.of(Traffic.group(application, FIRST))));
        assertThat(rows.cases(id).get(FIRST)).satisfies(row -> {
            assertThat(row.state()).isEqualTo("OPEN");
            assertThat(row.rounds()).isEqualTo(1);
            assertThat(row.attempts()).isEqualTo(4);
        });
    }

    @Test
    void failureAfterAReplayOfAnExpiredMessageWaitsItsInterval() {
        NewMessage message = message(null, null, Instant.now().plus(Duration.ofDays(1)), null, null);
        outbox.submit(application, List.of(message));
        UUID id = message.id();
        report(id, FIRST, ReceiptKind.REJECTED, 1);
        report(id, SECOND, ReceiptKind.CONSUMED, 1);
        rows.letExpire(id);
        assertThat(decisions.replay(rows.cases(id).get(FIRST).id(), "needed", Producer.OPERATOR))
                .isPresent();
        traffic.step(id);
        assertThat(broker.deliveriesOf(id)).hasSize(2);
        assertThat(report(id, FIRST, ReceiptKind.FAILED, 1).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(groupDue(id, FIRST)).isGreaterThan(HOUR / 2);
    }

    @Test
    void expiryEndsGroupsOnTheirOwnScheduleToo() {
        UUID id = traffic.submit(application, topic);
        report(id, FIRST, ReceiptKind.FAILED, 1);
        report(id, SECOND, ReceiptKind.CONSUMED, 1);
        rows.letExpire(id);
        claims.expireDue(Set.of(Shards.of(id)), 1_000);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.EXPIRED);
        assertThat(rows.groups(id).get(FIRST).dueInMillis()).isNull();
        traffic.step(id);
        assertThat(broker.deliveriesOf(id)).hasSize(1);
    }

    @Test
    void dueTimeNeverLiesBehindTheExpiry() {
        NewMessage message = message(null, null, Instant.now().plusSeconds(60), null, null);
        outbox.submit(application, List.of(message));
        assertThat(messageDue(message.id())).isLessThanOrEqualTo(60_000L);
        report(message.id(), FIRST, ReceiptKind.FAILED, 1);
        assertThat(groupDue(message.id(), FIRST)).isLessThanOrEqualTo(60_000L);
    }

    @Test
    void messageThatExpiredBeforeItsConfirmIsNeverPublished() {
        NewMessage message = message(null, null, Instant.now().minusSeconds(1), null, null);
        outbox.submit(application, List.of(message));
        traffic.step(message.id());
        assertThat(rows.stateOf(message.id())).isEqualTo(MessageState.EXPIRED);
        assertThat(broker.deliveriesOf(message.id())).isEmpty();
    }

    @Test
    void expiryDuringAReplayLeavesTheCaseToAPerson() {
        UUID id = traffic.submit(application, topic);
        report(id, FIRST, ReceiptKind.REJECTED, 1);
        decisions.replay(rows.cases(id).get(FIRST).id(), "fixed", Producer.OPERATOR);
        rows.letExpire(id);
        claims.expireDue(Set.of(Shards.of(id)), 1_000);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.EXPIRED);
        assertThat(rows.cases(id).get(FIRST).state()).isEqualTo("OPEN");
        decisions.discard(rows.cases(id).get(FIRST).id(), "too late", Producer.OPERATOR);
        assertThat(rows.cases(id).get(FIRST).state()).isEqualTo("DISCARDED");
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.EXPIRED);
    }

    @Test
    void topicWithoutSubscribersHoldsItsMessagesForItsFirstGroup() {
        topic = topic(Producer.Rules.SLOW, 0);
        UUID id = traffic.submit(application, topic);
        traffic.redeliver(id);
        traffic.redeliver(id);
        assertThat(broker.deliveriesOf(id)).isEmpty();
        assertThat(rows.message(id).orElseThrow()).satisfies(row -> {
            assertThat(row.state()).isEqualTo(MessageState.CONFIRMED);
            assertThat(row.attempts()).isZero();
            assertThat(row.dueInMillis()).isBetween(10_000L, 15_000L);
        });
        producer.subscribe(topic.id(), application, Traffic.group(application, FIRST));
        traffic.redeliver(id);
        assertThat(broker.deliveriesOf(id)).singleElement().satisfies(delivery -> {
            assertThat(delivery.attempt()).isEqualTo(1);
            assertThat(delivery.groups()).containsExactly(Traffic.group(application, FIRST));
        });
    }

    @Test
    void groupThatSubscribesAfterTheConfirmIsOwedNothing() {
        UUID id = traffic.submit(application, topic);
        producer.subscribe(topic.id(), application, "later-" + application);
        traffic.redeliver(id);
        assertThat(broker.deliveriesOf(id).get(1).groups())
                .containsExactly(Traffic.group(application, FIRST), Traffic.group(application, SECOND));
        NewMessage next = Producer.message(topic.name());
        outbox.submit(application, List.of(next));
        assertThat(broker.deliveriesOf(next.id()).get(0).groups()).hasSize(3);
    }

    @Test
    void messageWithoutSubscribersEndsAtTheBrokerWhereItsTopicSaysSo() {
        topic = topic(Producer.Rules.SLOW.endingAtBroker(), 0);
        broker.answer(Answer.UNKNOWN);
        UUID id = traffic.submit(application, topic);
        assertThat(rows.stateOf(id)).as("the broker may not have it").isEqualTo(MessageState.CONFIRMED);
        broker.answer(Answer.SENT);
        traffic.redeliver(id);
        await().untilAsserted(() -> assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONSUMED));
        assertThat(broker.deliveriesOf(id)).hasSize(2);
    }

    @Test
    void tagsSelectTheGroups() {
        jdbc.update(
                "UPDATE subscription SET tags = 'paid||shipped' WHERE topic_id = ? AND position = ?",
                topic.id(),
                SECOND);
        for (String tag : new String[] {"paid", "shipped", "pai", "PAID", null}) {
            NewMessage message = message(tag, null, null, null, null);
            outbox.submit(application, List.of(message));
            boolean both = "paid".equals(tag) || "shipped".equals(tag);
            assertThat(broker.deliveriesOf(message.id()).get(0).groups())
                    .as("tag %s", tag)
                    .hasSize(both ? 2 : 1);
        }
    }

    @Test
    void deliversNothingBeforeItsTime() {
        NewMessage at = message(null, Instant.now().plus(Duration.ofHours(2)), null, null, null);
        NewMessage delayed = new NewMessage(
                Producer.newId(), topic.name(), null, null, null, null, "{}", null, null, null, HOUR, null, null, null);
        outbox.prepare(application, List.of(at, delayed));
        outbox.confirm(application, List.of(at.id(), delayed.id()));
        traffic.step(at.id());
        traffic.step(delayed.id());
        assertThat(broker.deliveriesOf(at.id())).isEmpty();
        assertThat(broker.deliveriesOf(delayed.id())).isEmpty();
        assertThat(messageDue(at.id())).isBetween(2 * HOUR - 60_000, 2 * HOUR);
        assertThat(messageDue(delayed.id())).isBetween(HOUR - 60_000, HOUR);
        traffic.redeliver(delayed.id());
        assertThat(broker.deliveriesOf(delayed.id()))
                .extracting(OutboundMessage::attempt)
                .containsExactly(1);
    }

    @Test
    void unavailableBrokerUsesUpNoAttemptAlsoAfterARestart() {
        publisher.stop();
        publisher.start();
        broker.answer(Answer.UNAVAILABLE);
        UUID id = traffic.submit(application, topic);
        await().untilAsserted(() ->
                assertThat(rows.message(id).orElseThrow().attempts()).isZero());
        assertThat(messageDue(id)).isLessThanOrEqualTo(1_000L);
        for (int i = 0; i < 5; i++) {
            traffic.redeliver(id);
            await().untilAsserted(() ->
                    assertThat(rows.message(id).orElseThrow().attempts()).isZero());
        }
        broker.answer(Answer.SENT);
        traffic.redeliver(id);
        report(id, FIRST, ReceiptKind.FAILED, 1);
        broker.answer(Answer.UNAVAILABLE);
        rows.makeGroupDue(id, FIRST);
        traffic.step(id);
        await().untilAsserted(
                        () -> assertThat(rows.groups(id).get(FIRST).attempts()).isEqualTo(1));
        broker.answer(Answer.SENT);
        rows.makeGroupDue(id, FIRST);
        traffic.step(id);
        assertThat(broker.deliveriesOf(id))
                .last()
                .extracting(OutboundMessage::attempt)
                .isEqualTo(2);
        assertThat(rows.attempts(id)).containsExactly("0:0:1:FAILED:Type");
    }

    @Test
    void unknownAnswerUsesUpItsAttempt() {
        broker.answer(Answer.UNKNOWN);
        UUID id = traffic.submit(application, topic);
        for (int i = 0; i < 4; i++) {
            traffic.redeliver(id);
        }
        assertThat(broker.deliveriesOf(id)).extracting(OutboundMessage::attempt).containsExactly(1, 2, 3);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
    }

    @Test
    void refusalOfTheBrokerBuriesAtOnce() {
        broker.answer(Answer.REFUSED);
        UUID id = traffic.submit(application, topic);
        await().untilAsserted(() -> assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD));
        assertThat(rows.cases(id)).containsOnlyKeys(FIRST, SECOND);
        assertThat(rows.cases(id).get(FIRST)).satisfies(row -> {
            assertThat(row.reason()).isEqualTo("BROKER_REFUSED");
            assertThat(row.lastError()).isEqualTo("told so");
        });
        assertThat(rows.attempts(id)).containsExactly("0:0:1:BROKER_REFUSED:broker", "1:0:1:BROKER_REFUSED:broker");
    }

    private Producer.TopicOnTest topic(Producer.Rules rules, int groups) {
        application = producer.application();
        Producer.TopicOnTest made = producer.topic(rules, application);
        for (int i = 0; i < groups; i++) {
            producer.subscribe(made.id(), application, Traffic.group(application, i));
        }
        return made;
    }

    private NewMessage message(
            @Nullable String tag,
            @Nullable Instant deliverAt,
            @Nullable Instant expiresAt,
            @Nullable List<Long> schedule,
            @Nullable Integer maxAttempts) {
        return new NewMessage(
                Producer.newId(),
                topic.name(),
                tag,
                null,
                null,
                null,
                "{}",
                null,
                null,
                deliverAt,
                null,
                expiresAt,
                schedule,
                maxAttempts);
    }

    private ItemResult report(UUID id, int position, ReceiptKind kind, int attempt) {
        return traffic.report(application, topic, id, position, kind, attempt);
    }

    private long messageDue(UUID id) {
        Long due = rows.message(id).orElseThrow().dueInMillis();
        assertThat(due).isNotNull();
        return due;
    }

    private long groupDue(UUID id, int position) {
        Long due = rows.groups(id).get(position).dueInMillis();
        assertThat(due).isNotNull();
        return due;
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }
}
