package io.reliablemessage.service.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Traffic;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Outbox;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A late word of before a replay does not count against the replay's fresh budget. */
@CoreTest
class ReplayRoundTest {

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Traffic traffic;

    @Autowired
    DeadLetterDecisions decisions;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Test
    void lateWordOfTheRoundBeforeChangesNoSchedule() {
        int application = producer.application();
        String group = "points-" + application;
        Producer.TopicOnTest topic = producer.topic(Producer.Rules.SLOW.withMaxAttempts(1), application, group);
        NewMessage message = Producer.message(topic.name());
        UUID id = message.id();
        outbox.submit(application, List.of(message));
        rows.useUpAttempts(id, 1);
        traffic.claimed(id);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.DEAD);
        decisions.replay(rows.cases(id).get(0).id(), "again", Producer.OPERATOR);
        rows.makeDue(id);
        List<OutboundMessage> again = traffic.claimed(id);
        assertThat(again).singleElement().satisfies(each -> {
            assertThat(each.attempt()).isEqualTo(1);
            assertThat(each.round()).isEqualTo(1);
        });

        for (ReceiptKind kind : List.of(ReceiptKind.FAILED, ReceiptKind.REJECTED, ReceiptKind.IN_PROGRESS)) {
            Rows.GroupRow before = rows.groups(id).get(0);
            assertThat(receipts.take(application, List.of(receipt(id, topic.name(), group, kind, 0)))
                            .get(0)
                            .outcome())
                    .as("late %s", kind)
                    .isEqualTo(Outcome.UNCHANGED);
            assertThat(rows.groups(id).get(0).attempts()).isEqualTo(before.attempts());
            assertThat(rows.groups(id).get(0).dueInMillis()).isGreaterThan(3_000_000);
            assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
        }
        assertThat(rows.attempts(id)).contains("0:0:1:FAILED:shop.Late");

        receipts.take(application, List.of(receipt(id, topic.name(), group, ReceiptKind.FAILED, 1)));
        assertThat(rows.stateOf(id)).as("after the replay's own word").isEqualTo(MessageState.DEAD);
    }

    @Test
    void lateSuccessOfTheRoundBeforeIsSuccess() {
        int application = producer.application();
        String group = "points-" + application;
        Producer.TopicOnTest topic = producer.topic(Producer.Rules.SLOW.withMaxAttempts(1), application, group);
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        rows.useUpAttempts(message.id(), 1);
        traffic.claimed(message.id());
        decisions.replay(rows.cases(message.id()).get(0).id(), "again", Producer.OPERATOR);
        receipts.take(application, List.of(receipt(message.id(), topic.name(), group, ReceiptKind.CONSUMED, 0)));
        assertThat(rows.stateOf(message.id())).isEqualTo(MessageState.CONSUMED);
    }

    private static Receipt receipt(UUID id, String topic, String group, ReceiptKind kind, int round) {
        boolean wrong = kind == ReceiptKind.FAILED || kind == ReceiptKind.REJECTED;
        @Nullable
        ConsumeError error =
                wrong ? new ConsumeError(DeadLetterReason.ATTEMPTS_EXHAUSTED, "shop.Late", "x", null) : null;
        return new Receipt(
                id,
                topic,
                group,
                kind,
                1,
                round,
                null,
                null,
                null,
                kind == ReceiptKind.IN_PROGRESS ? 5_000L : null,
                error);
    }
}
