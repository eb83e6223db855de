package io.reliablemessage.service.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.MessageSearch;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

@CoreTest
class TroubledDeliveryTest {
    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Breaker breaker;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    MessageSearch search;

    @Autowired
    Producer producer;

    @Autowired
    JdbcTemplate jdbc;

    int application;
    String group;
    Producer.TopicOnTest topic;

    @BeforeEach
    void register() {
        application = producer.application();
        group = "troubled-" + application;
        topic = producer.topic(application, group);
    }

    @AfterEach
    void mend() {
        broker.answer(RecordingBroker.Answer.SENT);
    }

    @Test
    void aTopicThatCannotBePublishedToStopsNoOtherTopicAndUsesUpNoAttempt() {
        broker.answer(RecordingBroker.Answer.TOPIC_UNAVAILABLE);
        List<NewMessage> messages = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> Producer.message(topic.name()))
                .toList();
        outbox.submit(application, messages);
        UUID last = messages.get(49).id();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> attemptsOf(last) == 0);
        assertThat(breaker.isClosed()).isTrue();
        assertThat(jdbc.queryForObject(
                        "SELECT due_at > UTC_TIMESTAMP(3) + INTERVAL 20 SECOND FROM message WHERE id = ?",
                        Boolean.class,
                        Ids.toBytes(last)))
                .isTrue();
    }

    @Test
    void aGroupWhoseSubscriptionEndedMayStillSendTheReceiptsItOwes() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        jdbc.update("UPDATE subscription SET ended_at = UTC_TIMESTAMP(3) WHERE group_name = ?", group);
        assertThat(receipts.take(application, List.of(receipt(message.id(), ReceiptKind.CONSUMED, 1))))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.APPLIED);
        assertThat(stateOf(message.id())).isEqualTo(MessageState.CONSUMED);
    }

    @Test
    void aLateRejectionOfAnEarlierRoundDoesNotEndTheReplay() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        receipts.take(application, List.of(receipt(message.id(), ReceiptKind.REJECTED, 1)));
        assertThat(stateOf(message.id())).isEqualTo(MessageState.DEAD);
        UUID id = Ids.fromBytes(jdbc.queryForObject(
                "SELECT id FROM dead_letter WHERE message_id = ?", byte[].class, Ids.toBytes(message.id())));
        decisions.replay(id, "mended", Producer.OPERATOR);
        receipts.take(application, List.of(receipt(message.id(), ReceiptKind.REJECTED, 1)));
        assertThat(stateOf(message.id())).isEqualTo(MessageState.CONFIRMED);
    }

    @Test
    void aNameThatIsNotAsciiIsUnknownForItsOwnItemOnly() {
        NewMessage good = Producer.message(topic.name());
        NewMessage bad = Producer.message("täst");
        assertThat(outbox.submit(application, List.of(bad, good)))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.INVALID, Outcome.APPLIED);
        Receipt foreign =
                new Receipt(good.id(), topic.name(), "grüppe", ReceiptKind.CONSUMED, 1, null, null, null, null, null);
        assertThat(receipts.take(application, List.of(foreign, receipt(good.id(), ReceiptKind.CONSUMED, 1))))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.INVALID, Outcome.APPLIED);
    }

    @Test
    void anErrorTypeCannotForgeALogLine() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        ConsumeError error = new ConsumeError(DeadLetterReason.REJECTED, "x\nERROR forged", null, null);
        Receipt receipt =
                new Receipt(message.id(), topic.name(), group, ReceiptKind.REJECTED, 1, null, null, null, null, error);
        assertThat(receipts.take(application, List.of(receipt)).get(0).outcome())
                .isEqualTo(Outcome.INVALID);
    }

    @Test
    void looksAtOldHeldMessagesSeldom() {
        assertThat(Claims.holdMillis(0)).isEqualTo(15_000);
        assertThat(Claims.holdMillis(120)).isEqualTo(60_000);
        assertThat(Claims.holdMillis(1_000_000)).isEqualTo(600_000);
    }

    private Receipt receipt(UUID id, ReceiptKind kind, int attempt) {
        ConsumeError error =
                kind == ReceiptKind.REJECTED ? new ConsumeError(DeadLetterReason.REJECTED, "Broken", "no", null) : null;
        return new Receipt(id, topic.name(), group, kind, attempt, null, null, null, null, error);
    }

    private int attemptsOf(UUID id) {
        Integer attempts =
                jdbc.queryForObject("SELECT attempts FROM message WHERE id = ?", Integer.class, Ids.toBytes(id));
        return attempts == null ? -1 : attempts;
    }

    private MessageState stateOf(UUID id) {
        return search.byId(id).orElseThrow().message().state();
    }
}
