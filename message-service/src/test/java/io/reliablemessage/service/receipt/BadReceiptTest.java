package io.reliablemessage.service.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.outbox.MessageSearch;
import io.reliablemessage.service.outbox.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each bad receipt gets its own answer and changes nothing; the good ones beside it are taken. */
@CoreTest
class BadReceiptTest {
    private static final ConsumeError ERROR = new ConsumeError(DeadLetterReason.REJECTED, "Type", "no", "A.b");

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    MessageSearch search;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    int application;
    Producer.TopicOnTest topic;
    String group;

    @BeforeEach
    void register() {
        application = producer.application();
        group = "group-" + application;
        topic = producer.topic(Producer.Rules.SLOW, application, group);
    }

    @Test
    void refusesBadReceiptByItself() {
        int stranger = producer.application();
        Producer.TopicOnTest elsewhere = producer.topic(Producer.Rules.SLOW, application, group);
        producer.subscribe(topic.id(), stranger, "foreign-" + application);
        UUID id = submitted();
        String before = rows.everything(id);
        refused("id", new Receipt(null, topic.name(), group, ReceiptKind.CONSUMED, 1, null, null, null, null, null));
        refused("id", new Receipt(id, null, group, ReceiptKind.CONSUMED, 1, null, null, null, null, null));
        refused("id", new Receipt(id, topic.name(), null, ReceiptKind.CONSUMED, 1, null, null, null, null, null));
        refused("id", new Receipt(id, topic.name(), group, null, 1, null, null, null, null, null));
        refused("topic", consumed(id, "no-such-topic", group));
        refused("group", consumed(id, topic.name(), "no-such-group"));
        refused("group", consumed(id, topic.name(), group.toUpperCase()));
        refused("group", consumed(id, topic.name(), "foreign-" + application));
        refused("topic", consumed(id, elsewhere.name(), group));
        refused("attempt", receipt(id, ReceiptKind.CONSUMED, 0, null, null, null, null, null));
        refused("attempt", receipt(id, ReceiptKind.CONSUMED, 101, null, null, null, null, null));
        refused("consumer", receipt(id, ReceiptKind.CONSUMED, 1, "c".repeat(101), null, null, null, null));
        refused("brokerPosition", receipt(id, ReceiptKind.CONSUMED, 1, null, "", null, null, null));
        refused("brokerPosition", receipt(id, ReceiptKind.CONSUMED, 1, null, "0@1;9", null, null, null));
        refused("brokerPosition", receipt(id, ReceiptKind.CONSUMED, 1, null, "\"~'", null, null, null));
        refused("brokerPosition", receipt(id, ReceiptKind.CONSUMED, 1, null, "9".repeat(61), null, null, null));
        refused("retryAfterMillis", receipt(id, ReceiptKind.FAILED, 1, null, null, -1L, null, ERROR));
        refused("retryAfterMillis", receipt(id, ReceiptKind.FAILED, 1, null, null, 86_400_001L, null, ERROR));
        refused("extendMillis", receipt(id, ReceiptKind.IN_PROGRESS, 1, null, null, null, null, null));
        refused("extendMillis", receipt(id, ReceiptKind.IN_PROGRESS, 1, null, null, null, 999L, null));
        refused("extendMillis", receipt(id, ReceiptKind.IN_PROGRESS, 1, null, null, null, 3_600_001L, null));
        for (ConsumeError bad : List.of(
                new ConsumeError(null, "Type", "no", null),
                new ConsumeError(DeadLetterReason.REJECTED, null, "no", null),
                new ConsumeError(DeadLetterReason.REJECTED, "", "no", null),
                new ConsumeError(DeadLetterReason.REJECTED, "t".repeat(201), "no", null),
                new ConsumeError(DeadLetterReason.REJECTED, "Type", "m".repeat(4_001), null))) {
            refused("error", receipt(id, ReceiptKind.FAILED, 1, null, null, null, null, bad));
        }
        assertThat(rows.everything(id)).isEqualTo(before);
    }

    private void refused(String field, Receipt bad) {
        UUID good = submitted();
        List<ItemResult> results = receipts.take(application, List.of(consumed(good, topic.name(), group), bad));
        assertThat(results.get(0)).extracting(ItemResult::outcome).isEqualTo(Outcome.APPLIED);
        assertThat(rows.message(good).orElseThrow().sets().owing() & 1).isZero();
        assertThat(results.get(1).outcome()).as("%s", bad).isEqualTo(Outcome.INVALID);
        assertThat(results.get(1).problem()).isNotNull();
        assertThat(results.get(1).problem().field()).isEqualTo(field);
    }

    @Test
    void keepsErrorsWithEveryCharacter() {
        UUID id = submitted();
        String text = "größe 😀 'quoted' \"double\" \\ \n\tat A.b\u0000\ud83d".repeat(60);
        ConsumeError error = new ConsumeError(DeadLetterReason.UNREADABLE, "Größe😀".repeat(20), text, null);
        assertThat(receipts.take(
                                application,
                                List.of(receipt(
                                        id,
                                        ReceiptKind.REJECTED,
                                        1,
                                        "😀".repeat(50),
                                        "broker-a:0@12345",
                                        null,
                                        null,
                                        error)))
                        .get(0))
                .isEqualTo(ItemResult.applied(id, MessageState.DEAD));
        assertThat(rows.cases(id).get(0).lastError()).startsWith("größe 😀 'quoted' \"double\" \\ \n\tat A.b\u0000");
        assertThat(rows.cases(id).get(0).reason()).isEqualTo("UNREADABLE");
    }

    @Test
    void takesTheGoodAmongManyAndEachTwice() {
        List<UUID> ids = IntStream.range(0, 200).mapToObj(i -> submitted()).toList();
        List<Receipt> batch = new ArrayList<>();
        for (UUID id : ids) {
            batch.add(consumed(id, topic.name(), group));
        }
        batch.set(100, consumed(Producer.newId(), topic.name(), group));
        batch.add(consumed(ids.get(0), topic.name(), group));
        List<ItemResult> results = receipts.take(application, batch);
        for (int i = 0; i < batch.size(); i++) {
            Outcome expected = i == 100 ? Outcome.NOT_FOUND : i == 200 ? Outcome.UNCHANGED : Outcome.APPLIED;
            assertThat(results.get(i).outcome()).as("item %d", i).isEqualTo(expected);
        }
        assertThat(receipts.take(application, List.of())).isEmpty();
        assertThat(ids.stream().map(rows::stateOf).filter(state -> state != MessageState.CONSUMED))
                .hasSize(1);
    }

    @Test
    void keepsTheReceiptsOfSixtyTwoGroups() {
        Producer.TopicOnTest wide = producer.topic(Producer.Rules.SLOW, application);
        for (int i = 0; i < 62; i++) {
            producer.subscribe(wide.id(), application, "wide-" + i);
        }
        for (boolean together : new boolean[] {true, false}) {
            NewMessage message = Producer.message(wide.name());
            outbox.submit(application, List.of(message));
            List<Receipt> all = IntStream.range(0, 62)
                    .mapToObj(i -> new Receipt(
                            message.id(),
                            wide.name(),
                            "wide-" + i,
                            ReceiptKind.CONSUMED,
                            100,
                            null,
                            "b".repeat(60),
                            null,
                            null,
                            null))
                    .toList();
            if (together) {
                receipts.take(application, all);
            } else {
                all.forEach(each -> receipts.take(application, List.of(each)));
            }
            assertThat(rows.stateOf(message.id())).isEqualTo(MessageState.CONSUMED);
            assertThat(search.byId(message.id()).orElseThrow().message().groups())
                    .hasSize(62)
                    .allMatch(each -> each.standing() == MessageView.Standing.CONSUMED)
                    .allMatch(each -> each.brokerPosition() == null
                            || each.brokerPosition().length() == 60);
        }
    }

    @Test
    void refusesReceiptsOfGroupsThatSubscribedLater() {
        UUID id = submitted();
        producer.subscribe(topic.id(), application, "late-" + application);
        ItemResult late = receipts.take(application, List.of(consumed(id, topic.name(), "late-" + application)))
                .get(0);
        assertThat(late.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(rows.stateOf(id)).isEqualTo(MessageState.CONFIRMED);
    }

    private UUID submitted() {
        NewMessage message = Producer.message(topic.name());
        outbox.submit(application, List.of(message));
        return message.id();
    }

    private static Receipt consumed(UUID id, String topic, String group) {
        return new Receipt(id, topic, group, ReceiptKind.CONSUMED, 1, "c", "0@1", null, null, null);
    }

    private Receipt receipt(
            UUID id,
            ReceiptKind kind,
            int attempt,
            @Nullable String consumer,
            @Nullable String position,
            @Nullable Long retryAfter,
            @Nullable Long extend,
            @Nullable ConsumeError error) {
        return new Receipt(id, topic.name(), group, kind, attempt, consumer, position, retryAfter, extend, error);
    }
}
