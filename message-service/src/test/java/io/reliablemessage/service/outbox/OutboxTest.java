package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.receipt.Receipts;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@CoreTest
class OutboxTest {
    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    MessageSearch search;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    int application;
    Producer.TopicOnTest topic;

    @BeforeEach
    void register() {
        application = producer.application();
        topic = producer.topic(application, "points-" + application, "coupons-" + application);
    }

    @Test
    void publishesAtOnceAfterConfirmAndEndsWithTheLastReceipt() {
        NewMessage message = Producer.message(topic.name());
        assertThat(outbox.prepare(application, List.of(message)))
                .containsExactly(ItemResult.applied(message.id(), MessageState.PREPARED));
        assertThat(broker.deliveriesOf(message.id())).isEmpty();

        assertThat(outbox.confirm(application, List.of(message.id())))
                .containsExactly(ItemResult.applied(message.id(), MessageState.CONFIRMED));
        assertThat(broker.deliveriesOf(message.id())).singleElement().satisfies(delivery -> {
            assertThat(delivery.attempt()).isEqualTo(1);
            assertThat(delivery.groups()).containsExactly("points-" + application, "coupons-" + application);
            assertThat(delivery.payload()).isEqualTo("{}".getBytes());
        });

        receipts.take(application, List.of(consumed(message.id(), "points")));
        assertThat(stateOf(message.id())).isEqualTo(MessageState.CONFIRMED);
        receipts.take(application, List.of(consumed(message.id(), "coupons")));
        assertThat(stateOf(message.id())).isEqualTo(MessageState.CONSUMED);
        assertThat(search.byId(message.id()).orElseThrow().message().groups())
                .allSatisfy(group -> assertThat(group.standing()).isEqualTo(MessageView.Standing.CONSUMED))
                .allSatisfy(group -> assertThat(group.consumedAt()).isNotNull());
    }

    @Test
    void tellsRepetitionsFromConflicts() {
        NewMessage message = Producer.message(topic.name());
        outbox.prepare(application, List.of(message));
        assertThat(outbox.prepare(application, List.of(message)).get(0).outcome())
                .isEqualTo(Outcome.UNCHANGED);
        NewMessage other = Producer.message(message.id(), topic.name(), "{\"other\":1}");
        assertThat(outbox.prepare(application, List.of(other)).get(0).outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(outbox.submit(application, List.of(message)))
                .containsExactly(ItemResult.applied(message.id(), MessageState.CONFIRMED));
        assertThat(outbox.cancel(application, List.of(message.id())).get(0).outcome())
                .isEqualTo(Outcome.CONFLICT);
        assertThat(broker.deliveriesOf(message.id())).hasSize(1);
    }

    private Receipt consumed(UUID id, String group) {
        return new Receipt(
                id, topic.name(), group + "-" + application, ReceiptKind.CONSUMED, 1, "test", "0@1", null, null, null);
    }

    private MessageState stateOf(UUID id) {
        return search.byId(id).orElseThrow().message().state();
    }
}
