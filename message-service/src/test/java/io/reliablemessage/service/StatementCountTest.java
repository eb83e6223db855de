package io.reliablemessage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.receipt.Receipts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a message costs the database when 64 callers are at work: guarded as counts, since seconds depend on the machine. */
@CoreTest
class StatementCountTest {
    private static final int CALLERS = 64;
    private static final int MESSAGES_EACH = 40;
    private static final double MESSAGES = CALLERS * MESSAGES_EACH;

    @Autowired
    Outbox outbox;

    @Autowired
    Receipts receipts;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    StatementWatch watch;

    @ParameterizedTest(name = "{0} messages in each call")
    @CsvSource({"1, 0.35", "10, 0.1"})
    void concurrentCallsShareStatementsAndCommits(int inEachCall, double limit) throws Exception {
        int application = producer.application();
        Producer.TopicOnTest topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        StatementWatch.Counts start = watch.counts();

        List<List<UUID>> done = Together.run(CALLERS, caller -> () -> {
            List<UUID> all = new ArrayList<>();
            for (int i = 0; i < MESSAGES_EACH; i += inEachCall) {
                List<NewMessage> messages = IntStream.range(0, inEachCall)
                        .mapToObj(n -> Producer.message(topic.name()))
                        .toList();
                List<UUID> ids = messages.stream().map(NewMessage::id).toList();
                outbox.prepare(application, messages);
                outbox.confirm(application, ids);
                receipts.take(
                        application,
                        ids.stream().map(id -> consumed(id, topic, application)).toList());
                all.addAll(ids);
            }
            return all;
        });

        StatementWatch.Counts cost = watch.counts().since(start);
        assertThat(done.stream().flatMap(List::stream)).allMatch(id -> rows.stateOf(id) == MessageState.CONSUMED);
        assertThat(cost.rowsWritten() / MESSAGES).as("rows written per message").isEqualTo(3.0);
        assertThat(cost.writes() / MESSAGES)
                .as("writing statements per message")
                .isLessThanOrEqualTo(limit);
        assertThat(cost.commits() / MESSAGES).as("commits per message").isLessThanOrEqualTo(limit);
    }

    @Test
    void callOfManyMessagesIsThreeStatements() {
        int application = producer.application();
        Producer.TopicOnTest topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        List<NewMessage> messages = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        List<Receipt> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            NewMessage message = Producer.message(topic.name());
            messages.add(message);
            ids.add(message.id());
            all.add(consumed(message.id(), topic, application));
        }
        StatementWatch.Counts start = watch.counts();
        outbox.prepare(application, messages);
        outbox.confirm(application, ids);
        receipts.take(application, all);
        assertThat(watch.counts().since(start)).isEqualTo(new StatementWatch.Counts(3, 600, 3));
    }

    private static Receipt consumed(UUID id, Producer.TopicOnTest topic, int application) {
        return new Receipt(
                id, topic.name(), "group-" + application, ReceiptKind.CONSUMED, 1, null, null, null, null, null);
    }
}
