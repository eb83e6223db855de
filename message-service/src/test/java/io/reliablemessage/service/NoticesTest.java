package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Notice;
import io.reliablemessage.protocol.NoticeKind;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.delivery.Claims;
import io.reliablemessage.service.notice.Notices;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.receipt.Receipts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every way in which a message becomes undeliverable is told to its producer, in the transaction in which it happens. */
@CoreTest
class NoticesTest {
    private static final String POINTS = "points";

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Claims claims;

    @Autowired
    Traffic traffic;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    Notices notices;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    private int application;
    private String points = POINTS;
    private String coupons = "coupons";
    private Producer.TopicOnTest topic = new Producer.TopicOnTest(0, "");

    @BeforeEach
    void register() {
        application = producer.application();
        points = "points-" + application;
        coupons = "coupons-" + application;
        topic = producer.topic(application, points, coupons);
        notices.want(application, topic.name());
    }

    @Test
    void tellsOfGroupThatFailedForTheLastTime() {
        UUID id = submitted();
        report(id, coupons, ReceiptKind.CONSUMED, 1);
        for (int attempt = 1; attempt <= 3; attempt++) {
            report(id, points, ReceiptKind.FAILED, attempt);
            rows.makeDue(id);
            traffic.claimed(id);
        }
        Notice notice = theOnly(id);
        assertThat(notice.kind()).isEqualTo(NoticeKind.DEAD);
        assertThat(notice.group()).isEqualTo(points);
        assertThat(notice.reason()).isEqualTo(DeadLetterReason.ATTEMPTS_EXHAUSTED);
        assertThat(notice.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(notice.error()).isEqualTo("no points left");
        assertThat(notice.topic()).isEqualTo(topic.name());
        assertThat(notice.payload()).isEqualTo("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(String.valueOf(notice.key())).contains(id.toString());
    }

    @Test
    void tellsOfRejectedMessage() {
        UUID id = submitted();
        report(id, points, ReceiptKind.REJECTED, 1);
        assertThat(theOnly(id).reason()).isEqualTo(DeadLetterReason.REJECTED);
    }

    @Test
    void tellsOfEachGroupWithoutReceiptWhoseAttemptsAreUsedUp() {
        UUID id = submitted();
        rows.useUpAttempts(id, 3);
        traffic.claimed(id);
        assertThat(of(id)).extracting(Notice::group).containsExactlyInAnyOrder(points, coupons);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
    }

    @Test
    void tellsOfGroupOnItsOwnScheduleWhoseAttemptsAreUsedUp() {
        UUID id = submitted();
        report(id, points, ReceiptKind.FAILED, 1);
        jdbc.update("UPDATE group_delivery SET attempts = 3 WHERE message_id = ?", Ids.toBytes(id));
        rows.makeGroupDue(id, 0);
        traffic.claimed(id);
        assertThat(theOnly(id).group()).isEqualTo(points);
    }

    @Test
    void tellsOfDeliveryThatTheBrokerRefuses() {
        UUID id = submitted();
        rows.makeDue(id);
        List<OutboundMessage> mine = traffic.claimed(id);
        claims.refuse(mine, "too large");
        assertThat(of(id))
                .hasSize(2)
                .allMatch(each -> each.reason() == DeadLetterReason.BROKER_REFUSED && "too large".equals(each.error()));
    }

    @Test
    void tellsOfExpiry() {
        UUID id = submitted();
        report(id, coupons, ReceiptKind.CONSUMED, 1);
        rows.letExpire(id);
        claims.expireDue(Shards.ALL, 100);
        Notice notice = theOnly(id);
        assertThat(notice.kind()).isEqualTo(NoticeKind.EXPIRED);
        assertThat(notice.group()).isNull();
        assertThat(notice.reason()).isNull();
    }

    @Test
    void tellsOfExpiryThatRedeliveryNotices() {
        UUID id = submitted();
        report(id, points, ReceiptKind.FAILED, 1);
        rows.letExpire(id);
        traffic.claimed(id);
        assertThat(theOnly(id).kind()).isEqualTo(NoticeKind.EXPIRED);
    }

    @Test
    void tellsOfExpiryThatEndsReplay() {
        UUID id = submitted();
        report(id, points, ReceiptKind.REJECTED, 1);
        acknowledgeAll();
        decisions.replay(rows.cases(id).get(0).id(), "try again", Producer.OPERATOR);
        rows.letExpire(id);
        claims.expireDue(Shards.ALL, 100);
        assertThat(theOnly(id).kind()).isEqualTo(NoticeKind.EXPIRED);
    }

    @Test
    void tellsOfVerdictThatCancels() {
        UUID id = prepared();
        outbox.cancelByVerdict(List.of(id));
        assertThat(theOnly(id).kind()).isEqualTo(NoticeKind.CANCELLED);
    }

    @Test
    void tellsOfOperatorWhoCancels() {
        UUID id = prepared();
        rows.leaveUndecided(id);
        outbox.cancelUndecided(id, () -> {});
        assertThat(theOnly(id).kind()).isEqualTo(NoticeKind.CANCELLED);
    }

    @Test
    void doesNotTellProducerOfItsOwnWord() {
        UUID cancelled = prepared();
        UUID late = prepared();
        UUID both = prepared();
        outbox.cancel(application, List.of(cancelled));
        rows.leaveUndecided(late);
        outbox.cancel(application, List.of(late));
        outbox.cancel(application, List.of(both));
        outbox.cancelByVerdict(List.of(both));
        UUID committed = prepared();
        outbox.commitByVerdict(List.of(committed));
        outbox.cancelByVerdict(List.of(committed));
        assertThat(due()).isEmpty();
    }

    @Test
    void tellsOfEachRoundThatFailsButOncePerRound() {
        UUID id = submitted();
        report(id, points, ReceiptKind.REJECTED, 1);
        report(id, points, ReceiptKind.REJECTED, 1);
        assertThat(theOnly(id).round()).isZero();
        acknowledgeAll();
        decisions.replay(rows.cases(id).get(0).id(), "mended", Producer.OPERATOR);
        rows.makeDue(id);
        traffic.claimed(id);
        report(id, points, ReceiptKind.REJECTED, 1);
        Notice again = theOnly(id);
        assertThat(again.kind()).isEqualTo(NoticeKind.DEAD);
        assertThat(again.round()).isEqualTo(1);
    }

    @Test
    void doesNotTellOfWhatNobodyAskedFor() {
        int other = producer.application();
        notices.want(other, topic.name());
        Producer.TopicOnTest unasked = producer.topic(application, points);
        UUID id = Producer.newId();
        outbox.submit(application, List.of(Producer.message(id, unasked.name(), "{}")));
        receipts.take(application, List.of(receipt(id, unasked.name(), points, ReceiptKind.REJECTED, 1)));
        UUID mine = submitted();
        report(mine, points, ReceiptKind.REJECTED, 1);
        assertThat(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM notice WHERE message_id = ?", Integer.class, Ids.toBytes(id)))
                .isZero();
        assertThat(notices.claim(other, List.of(topic.name(), unasked.name()), 100)
                        .notices())
                .as("what another application asked for about messages that are not its own")
                .isEmpty();
    }

    @Test
    void noticeIsRolledBackWithTheTransition() {
        UUID id = prepared();
        jdbc.execute("ALTER TABLE notice ADD CONSTRAINT planted CHECK (application_id <> " + application + ")");
        try {
            assertThatThrownBy(() -> outbox.cancelByVerdict(List.of(id))).isInstanceOf(DataAccessException.class);
        } finally {
            jdbc.execute("ALTER TABLE notice DROP CONSTRAINT planted");
        }
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.PREPARED);
    }

    @Test
    void concurrentInstancesShareNoNotice() throws Exception {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            UUID id = submitted();
            report(id, points, ReceiptKind.REJECTED, 1);
            ids.add(id);
        }
        List<List<Notice>> taken = Together.run(8, instance -> () -> {
            List<Notice> mine = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                mine.addAll(
                        notices.claim(application, List.of(topic.name()), 10).notices());
            }
            return mine;
        });
        assertThat(taken.stream().flatMap(List::stream).map(Notice::messageId))
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void comesAgainUntilItIsAcknowledgedAndLaterEachTime() {
        UUID id = submitted();
        report(id, points, ReceiptKind.REJECTED, 1);
        List<Long> leases = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            assertThat(of(id)).hasSize(1);
            assertThat(due()).isEmpty();
            leases.add(secondsUntilDue(id));
            makeDue();
        }
        assertThat(leases.get(0)).isBetween(25L, 30L);
        assertThat(leases.get(1)).isBetween(55L, 60L);
        assertThat(leases.get(9)).isBetween(3_590L, 3_600L);

        Notice notice = of(id).get(0);
        int stranger = producer.application();
        notices.acknowledge(stranger, List.of(notice.number()));
        makeDue();
        assertThat(of(id)).as("acknowledged by a stranger").hasSize(1);
        notices.acknowledge(application, List.of(notice.number()));
        notices.acknowledge(application, List.of(notice.number()));
        makeDue();
        assertThat(due()).isEmpty();
    }

    @Test
    void claimsForTopicsThatTheInstanceKnows() {
        UUID id = submitted();
        report(id, points, ReceiptKind.REJECTED, 1);
        Producer.TopicOnTest other = producer.topic(application);
        assertThat(notices.claim(application, List.of(other.name(), "no-such-topic"), 10)
                        .notices())
                .isEmpty();
        assertThat(notices.claim(application, List.of("no-such-topic", other.name(), topic.name()), 10)
                        .notices())
                .hasSize(1);
    }

    @Test
    void bigPayloadsComeInSeveralAnswers() {
        Producer.TopicOnTest big =
                producer.topic(new Producer.Rules("3600000", 3, "HOLD", 2_000_000), application, points);
        notices.want(application, big.name());
        for (int i = 0; i < 4; i++) {
            UUID id = Producer.newId();
            outbox.submit(application, List.of(Producer.message(id, big.name(), "x".repeat(1_500_000))));
            receipts.take(application, List.of(receipt(id, big.name(), points, ReceiptKind.REJECTED, 1)));
        }
        assertThat(notices.claim(application, List.of(big.name()), 100).notices())
                .hasSize(2);
        assertThat(notices.claim(application, List.of(big.name()), 100).notices())
                .hasSize(2);
    }

    @Test
    void noticeOutlivesItsMessage() {
        UUID id = submitted();
        report(id, points, ReceiptKind.REJECTED, 1);
        jdbc.update("DELETE FROM message WHERE id = ?", Ids.toBytes(id));
        assertThat(theOnly(id).payload()).isNull();
    }

    private UUID submitted() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        return message.id();
    }

    private UUID prepared() {
        NewMessage message = Producer.message(topic.name());
        outbox.prepare(application, List.of(message));
        return message.id();
    }

    private void report(UUID id, String group, ReceiptKind kind, int attempt) {
        receipts.take(application, List.of(receipt(id, topic.name(), group, kind, attempt)));
    }

    private static Receipt receipt(UUID id, String topic, String group, ReceiptKind kind, int attempt) {
        @Nullable
        ConsumeError error = kind == ReceiptKind.CONSUMED
                ? null
                : new ConsumeError(
                        DeadLetterReason.REJECTED, "java.lang.IllegalStateException", "no points left", null);
        return new Receipt(id, topic, group, kind, attempt, null, null, null, null, error);
    }

    private Notice theOnly(UUID id) {
        List<Notice> due = of(id);
        assertThat(due).hasSize(1);
        return due.get(0);
    }

    private List<Notice> of(UUID id) {
        List<Notice> due = due();
        assertThat(due).allMatch(each -> each.messageId().equals(id));
        return due;
    }

    private List<Notice> due() {
        return notices.claim(application, List.of(topic.name()), 100).notices();
    }

    private void acknowledgeAll() {
        makeDue();
        notices.acknowledge(application, due().stream().map(Notice::number).toList());
    }

    private void makeDue() {
        jdbc.update(
                "UPDATE notice SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE application_id = ? AND due_at IS NOT NULL",
                application);
    }

    private long secondsUntilDue(UUID id) {
        Long seconds = jdbc.queryForObject(
                "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), due_at) FROM notice WHERE message_id = ?",
                Long.class,
                Ids.toBytes(id));
        return seconds == null ? -1 : seconds;
    }
}
