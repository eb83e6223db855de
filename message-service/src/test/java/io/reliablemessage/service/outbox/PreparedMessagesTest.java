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
import io.reliablemessage.service.application.JdbcClock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Another node decides by statements past this one's memory. */
@CoreTest
class PreparedMessagesTest {
    @Autowired
    Outbox outbox;

    @Autowired
    MessageRules rules;

    @Autowired
    RecordingBroker broker;

    @Autowired
    Producer producer;

    @Autowired
    Rows rows;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    JdbcClock clock;

    int application;
    Producer.TopicOnTest topic;
    NewMessage message;

    @BeforeEach
    void prepare() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application);
        message = Producer.message(topic.name());
        outbox.prepare(application, List.of(message));
    }

    @ParameterizedTest
    @CsvSource({"UNDECIDED, APPLIED, CONFIRMED", "CANCELLED, CONFLICT, CANCELLED", "CONFIRMED, UNCHANGED, CONFIRMED"})
    void confirmAsksTheTableWhenAnotherNodeWasQuicker(MessageState now, Outcome outcome, MessageState then) {
        jdbc.update(
                "UPDATE message SET due_at = IF(? = 'CONFIRMED', due_at, NULL), due_shard = IF(due_at IS NULL, NULL, due_shard), state = ? WHERE id = ?",
                now.name(),
                now.name(),
                Ids.toBytes(message.id()));
        NewMessage beside = Producer.message(topic.name());
        outbox.prepare(application, List.of(beside));
        List<ItemResult> results = outbox.confirm(application, List.of(message.id(), beside.id()));
        assertThat(results).extracting(ItemResult::outcome).containsExactly(outcome, Outcome.APPLIED);
        assertThat(results.get(0).state()).isEqualTo(then);
        assertThat(rows.stateOf(message.id())).isEqualTo(then);
        assertThat(broker.deliveriesOf(message.id())).hasSize(outcome == Outcome.APPLIED ? 1 : 0);
        assertThat(broker.deliveriesOf(beside.id())).hasSize(1);
    }

    @Test
    void strangerCannotConfirmWhatIsRemembered() {
        int stranger = producer.application();
        assertThat(outbox.confirm(stranger, List.of(message.id())))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.NOT_FOUND);
        assertThat(rows.stateOf(message.id())).isEqualTo(MessageState.PREPARED);
        assertThat(outbox.confirm(application, List.of(message.id())))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.APPLIED);
    }

    @Test
    void whatIsPublishedFromMemoryIsWhatIsStored() {
        outbox.confirm(application, List.of(message.id()));
        OutboundMessage published = broker.deliveriesOf(message.id()).get(0);
        StoredContent stored = Objects.requireNonNull(jdbc.queryForObject(
                "SELECT " + StoredContent.COLUMNS + " FROM message m WHERE m.id = ?",
                (row, number) -> StoredContent.read(row),
                (Object) Ids.toBytes(message.id())));
        assertThat(published)
                .usingRecursiveComparison()
                .ignoringFields("createdAt", "topic", "application", "attempt", "groups", "round", "position")
                .isEqualTo(stored);
        assertThat(published.createdAt())
                .isBetween(
                        stored.createdAt().minusSeconds(1), stored.createdAt().plusSeconds(1));
    }

    @Test
    void oldestAreForgottenBeyondTheLimits() {
        PreparedMessages memory = new PreparedMessages(clock);
        List<MessageContent> many =
                Stream.generate(() -> content("{}")).limit(8_001).toList();
        memory.remember(many);
        assertThat(memory.take(many.stream().map(MessageContent::id).toList()))
                .hasSize(8_000)
                .doesNotContainKey(many.get(0).id());

        List<MessageContent> big =
                Stream.generate(() -> content("x".repeat(900_000))).limit(20).toList();
        memory.remember(big);
        List<UUID> ids = big.stream().map(MessageContent::id).toList();
        assertThat(memory.take(ids).keySet()).containsExactlyInAnyOrderElementsOf(ids.subList(2, 20));
        assertThat(memory.take(ids)).isEmpty();
    }

    private MessageContent content(String text) {
        NewMessage written = Producer.message(Producer.newId(), topic.name(), text);
        return Objects.requireNonNull(rules.check(application, written, false).content());
    }
}
