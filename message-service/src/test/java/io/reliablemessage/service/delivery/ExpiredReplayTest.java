package io.reliablemessage.service.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.MessageSearch;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

@CoreTest
class ExpiredReplayTest {
    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    Expiry expiry;

    @Autowired
    MessageSearch search;

    @Autowired
    Producer producer;

    @Autowired
    JdbcTemplate jdbc;

    @Test
    void opensTheCaseAgainWhenTheMessageExpiresDuringItsReplay() {
        int application = producer.application();
        String group = "slow-" + application;
        Producer.TopicOnTest topic = producer.topic(application, group);
        NewMessage message =
                Producer.messageExpiring(topic.name(), Instant.now().plusSeconds(600), List.of(100L));
        outbox.submit(application, List.of(message));
        receipts.take(application, List.of(rejected(message.id(), topic, group)));
        decisions.replay(caseOf(message.id()), "the consumer is mended", Producer.OPERATOR);
        assertThat(stateOf(message.id())).isEqualTo(MessageState.CONFIRMED);

        jdbc.update("UPDATE message SET expires_at = UTC_TIMESTAMP(3) WHERE id = ?", Ids.toBytes(message.id()));
        jdbc.update(
                "UPDATE group_delivery SET expires_at = UTC_TIMESTAMP(3) WHERE message_id = ?",
                Ids.toBytes(message.id()));
        expiry.expireDue();

        assertThat(stateOf(message.id())).isEqualTo(MessageState.EXPIRED);
        assertThat(jdbc.queryForObject(
                        "SELECT state FROM dead_letter WHERE message_id = ?", String.class, Ids.toBytes(message.id())))
                .isEqualTo("OPEN");
        decisions.discard(caseOf(message.id()), "too late", Producer.OPERATOR);
        assertThat(stateOf(message.id())).isEqualTo(MessageState.EXPIRED);
    }

    private static Receipt rejected(UUID id, Producer.TopicOnTest topic, String group) {
        ConsumeError error = new ConsumeError(DeadLetterReason.REJECTED, "Broken", "no", null);
        return new Receipt(id, topic.name(), group, ReceiptKind.REJECTED, 1, null, null, null, null, error);
    }

    private UUID caseOf(UUID id) {
        return Ids.fromBytes(
                jdbc.queryForObject("SELECT id FROM dead_letter WHERE message_id = ?", byte[].class, Ids.toBytes(id)));
    }

    private MessageState stateOf(UUID id) {
        return search.byId(id).orElseThrow().message().state();
    }
}
