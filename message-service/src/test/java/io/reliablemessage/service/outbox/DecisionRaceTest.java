package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.RecordingBroker;
import io.reliablemessage.service.Rows;
import io.reliablemessage.service.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Sixteen nodes at once: the writers are called directly, since the threads of one node meet in them one after the other. */
@CoreTest
class DecisionRaceTest {
    private static final int NODES = 16;

    @Autowired
    InsertWriter inserts;

    @Autowired
    DecisionTransaction decisions;

    @Autowired
    MessageRules rules;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    int application;
    Producer.TopicOnTest topic;
    List<NewMessage> messages;

    @BeforeEach
    void register() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        messages = IntStream.range(0, 40)
                .mapToObj(i -> Producer.message(topic.name()))
                .toList();
    }

    @Test
    void messagePreparedByAllAtOnceIsStoredOnceAndEveryoneIsAnswered() throws Exception {
        List<List<ItemResult>> answers =
                Together.run(NODES, node -> () -> inserts.write(arrivals(shuffled(messages, node), false)));
        assertThat(answers)
                .allSatisfy(each -> assertThat(each)
                        .hasSize(messages.size())
                        .allMatch(result -> result.state() == MessageState.PREPARED));
        assertEachWonOnce(answers);
    }

    @RepeatedTest(5)
    void overlappingBatchesOfNewMessagesAllGetIn() throws Exception {
        List<List<ItemResult>> answers = Together.run(NODES, node -> () -> {
            List<NewMessage> part = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                part.add(messages.get((node * 5 + i * 3) % messages.size()));
            }
            return inserts.write(arrivals(part, node % 2 == 0));
        });
        assertThat(answers.stream().flatMap(List::stream))
                .allMatch(result -> result.outcome() == Outcome.APPLIED || result.outcome() == Outcome.UNCHANGED);
        for (NewMessage message : messages) {
            assertThat(broker.deliveriesOf(message.id()))
                    .hasSizeLessThanOrEqualTo(1)
                    .hasSize(rows.stateOf(message.id()) == MessageState.CONFIRMED ? 1 : 0);
        }
    }

    @Test
    void oneOfConfirmCancelAndVerdictWinsAndTheOthersSeeIt() throws Exception {
        inserts.write(arrivals(messages, false));
        List<List<ItemResult>> answers = Together.run(NODES, node -> () -> {
            List<Decision> batch = new ArrayList<>();
            Random random = new Random(node);
            for (NewMessage message : shuffled(messages, node)) {
                Integer by = random.nextBoolean() ? application : null;
                batch.add(new Decision(message.id(), by, random.nextBoolean(), MessageState.PREPARED));
            }
            return decisions.write(batch);
        });
        assertEachWonOnce(answers);
        for (List<ItemResult> answer : answers) {
            for (ItemResult result : answer) {
                assertThat(result.id()).isNotNull();
                assertThat(result.state()).isEqualTo(rows.stateOf(result.id()));
            }
        }
        for (NewMessage message : messages) {
            boolean confirmed = rows.stateOf(message.id()) == MessageState.CONFIRMED;
            assertThat(broker.deliveriesOf(message.id())).hasSize(confirmed ? 1 : 0);
        }
    }

    private void assertEachWonOnce(List<List<ItemResult>> answers) {
        List<UUID> won = answers.stream()
                .flatMap(List::stream)
                .filter(result -> result.outcome() == Outcome.APPLIED)
                .map(ItemResult::id)
                .toList();
        assertThat(won)
                .containsExactlyInAnyOrderElementsOf(
                        messages.stream().map(NewMessage::id).toList());
    }

    private List<InsertWriter.Arrival> arrivals(List<NewMessage> from, boolean submitted) {
        return from.stream()
                .map(message -> rules.check(application, message, submitted))
                .map(checked -> new InsertWriter.Arrival(checked.content(), submitted))
                .toList();
    }

    private static List<NewMessage> shuffled(List<NewMessage> messages, int seed) {
        List<NewMessage> shuffled = new ArrayList<>(messages);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }
}
