package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.Rows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each bad message gets its own answer, with the field at fault, and costs the good ones beside it nothing. */
@CoreTest
class BadMessageTest {
    @Autowired
    Outbox outbox;

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

    @BeforeEach
    void register() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW.withMaxPayloadBytes(100), application, "group-" + application);
    }

    static Stream<Arguments> badMessages() {
        UUID id = Producer.newId();
        return Stream.of(
                bad("id", good -> good.id(null)),
                bad("id", good -> good.id(UUID.randomUUID())),
                bad("id", good -> good.id(new UUID(id.getMostSignificantBits(), 5))),
                bad("id", good -> good.id(idAt(Instant.now().plus(Duration.ofHours(2))))),
                bad("id", good -> good.id(idAt(Instant.now().minus(Duration.ofDays(31))))),
                bad("topic", good -> good.topic(null)),
                bad("topic", good -> good.topic("no-such-topic")),
                bad("topic", good -> good.topic("no-such-topic\n".repeat(50))),
                bad("tag", good -> good.tag("")),
                bad("tag", good -> good.tag("a||b")),
                bad("tag", good -> good.tag("größe")),
                bad("tag", good -> good.tag("t".repeat(65))),
                bad("headers", good -> good.headers(Map.of("", "value"))),
                bad("headers", good -> good.headers(Map.of("a b", "value"))),
                bad("headers.name", good -> good.headers(Map.of("name", ""))),
                bad("headers.name", good -> good.headers(Map.of("name", "  "))),
                bad("headers.name", good -> good.headers(Collections.singletonMap("name", null))),
                bad("headers.name", good -> good.headers(Map.of("name", "v".repeat(1_025)))),
                bad("headers.name", good -> good.headers(Map.of("name", "line\nbreak"))),
                bad("headers", good -> good.headers(headers(33, "v"))),
                bad("headers", good -> good.headers(headers(32, "😀".repeat(200)))),
                bad("contentType", good -> good.contentType("")),
                bad("contentType", good -> good.contentType("text/größe")),
                bad("contentType", good -> good.contentType("t".repeat(101))),
                bad("text", good -> good.text(null)),
                bad("text", good -> good.bytes(new byte[] {1})),
                bad("text", good -> good.text("")),
                bad("text", good -> good.text("x".repeat(101))),
                bad("text", good -> good.text("ö".repeat(51))),
                bad("bytes", good -> good.text(null).bytes(new byte[101])),
                bad("bytes", good -> good.text(null).bytes(new byte[0])),
                bad("orderingKey", good -> good.orderingKey("")),
                bad("orderingKey", good -> good.orderingKey(" ")),
                bad("orderingKey", good -> good.orderingKey("o".repeat(129))),
                bad("orderingKey", good -> good.orderingKey("a\u0000b")),
                bad("deliverAt", good -> good.deliverAt(Instant.now().plus(Duration.ofDays(31)))),
                bad("deliverAt", good -> good.deliverAt(Instant.parse("-0044-03-15T12:00:00Z"))),
                bad("deliverAt", good -> good.deliverAt(Instant.MIN)),
                bad("expiresAt", good -> good.expiresAt(Instant.now().plus(Duration.ofDays(31)))),
                bad("expiresAt", good -> good.expiresAt(Instant.MAX)),
                bad("expiresAt", good -> good.expiresAt(Instant.MIN)),
                bad(
                        "expiresAt",
                        good -> good.deliverAt(Instant.parse("2026-01-02T00:00:00Z"))
                                .expiresAt(Instant.parse("2026-01-02T00:00:00Z"))),
                bad("delayMillis", good -> good.delayMillis(-1L)),
                bad("delayMillis", good -> good.delayMillis(Long.MAX_VALUE)),
                bad("delayMillis", good -> good.delayMillis(1L).deliverAt(Instant.now())),
                bad("scheduleMillis", good -> good.schedule(List.of())),
                bad("scheduleMillis", good -> good.schedule(Collections.nCopies(21, 1_000L))),
                bad("scheduleMillis", good -> good.schedule(List.of(99L))),
                bad("scheduleMillis", good -> good.schedule(List.of(86_400_001L))),
                bad("scheduleMillis", good -> good.schedule(Collections.singletonList(null))),
                bad("maxAttempts", good -> good.maxAttempts(0)),
                bad("maxAttempts", good -> good.maxAttempts(101)));
    }

    @ParameterizedTest
    @MethodSource("badMessages")
    void refusesBadMessageByItself(String field, UnaryOperator<Draft> change) {
        NewMessage before = Producer.message(topic.name());
        NewMessage bad = change.apply(new Draft(topic.name())).message();
        NewMessage after = Producer.message(topic.name());

        List<ItemResult> results = outbox.prepare(application, List.of(before, bad, after));

        assertThat(results.get(0)).isEqualTo(ItemResult.applied(before.id(), MessageState.PREPARED));
        assertThat(results.get(2)).isEqualTo(ItemResult.applied(after.id(), MessageState.PREPARED));
        ItemResult refused = results.get(1);
        assertThat(refused.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(refused.id()).isEqualTo(bad.id());
        assertThat(refused.problem()).isNotNull();
        assertThat(refused.problem().field()).isEqualTo(field);
        assertThat(refused.problem().detail()).isNotBlank().hasSizeLessThan(300).doesNotContain("\n");
        if (bad.id() != null) {
            assertThat(rows.message(bad.id())).isEmpty();
        }
    }

    @Test
    void takesWhatJustKeepsTheLimits() {
        NewMessage message = new Draft(topic.name())
                .tag("t".repeat(64))
                .headers(headers(32, "v".repeat(400)))
                .contentType("t".repeat(100))
                .text("x".repeat(100))
                .orderingKey("o".repeat(128))
                .deliverAt(Instant.now().plus(Duration.ofDays(30)).minusSeconds(5))
                .schedule(Collections.nCopies(20, 86_400_000L))
                .maxAttempts(100)
                .message();
        assertThat(outbox.submit(application, List.of(message)))
                .containsExactly(ItemResult.applied(message.id(), MessageState.CONFIRMED));
        assertThat(search.opened(message.id()).orElseThrow().headers()).isEqualTo(message.headers());
    }

    @Test
    void takesNoneOneAndManyItems() {
        assertThat(outbox.prepare(application, List.of())).isEmpty();
        assertThat(outbox.confirm(application, List.of())).isEmpty();
        assertThat(outbox.cancel(application, List.of())).isEmpty();
        List<NewMessage> many = IntStream.range(0, 1_000)
                .mapToObj(i -> Producer.message(topic.name()))
                .toList();
        assertThat(outbox.prepare(application, many)).allMatch(result -> result.outcome() == Outcome.APPLIED);
        List<UUID> ids = many.stream().map(NewMessage::id).toList();
        assertThat(outbox.confirm(application, ids)).allMatch(result -> result.outcome() == Outcome.APPLIED);
        assertThat(outbox.confirm(application, ids.subList(0, 1)))
                .containsExactly(ItemResult.unchanged(ids.get(0), MessageState.CONFIRMED));
    }

    @Test
    void answersAnIdThatComesTwiceInOneBatchTwice() {
        NewMessage message = Producer.message(topic.name());
        NewMessage other = Producer.message(message.id(), topic.name(), "{\"other\":1}");
        assertThat(outbox.prepare(application, List.of(message, other, message)))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.APPLIED, Outcome.CONFLICT, Outcome.UNCHANGED);
        assertThat(outbox.confirm(application, List.of(message.id(), message.id())))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.APPLIED, Outcome.UNCHANGED);
        NewMessage submitted = Producer.message(topic.name());
        assertThat(outbox.submit(application, List.of(submitted, submitted)))
                .extracting(ItemResult::outcome)
                .containsExactly(Outcome.APPLIED, Outcome.UNCHANGED);
    }

    @Test
    void refusesAnIdThatAnotherApplicationUses() {
        NewMessage message = Producer.message(topic.name());
        outbox.prepare(application, List.of(message));
        int stranger = producer.application();
        String before = rows.everything(message.id());
        assertThat(outbox.prepare(stranger, List.of(message)).get(0).outcome()).isEqualTo(Outcome.INVALID);
        assertThat(outbox.submit(stranger, List.of(message)).get(0).outcome()).isEqualTo(Outcome.INVALID);
        assertThat(outbox.cancel(stranger, List.of(message.id())).get(0).outcome())
                .isEqualTo(Outcome.NOT_FOUND);
        assertThat(rows.everything(message.id())).isEqualTo(before);
    }

    @Test
    void refusesToPrepareWhatCouldNeverBeAskedFor() {
        jdbc.update("UPDATE application SET check_url = NULL WHERE id = ?", application);
        int unreachable = application;
        NewMessage message = Producer.message(topic.name());
        assertThat(outbox.submit(unreachable, List.of(message)).get(0).outcome())
                .isEqualTo(Outcome.APPLIED);
        ItemResult refused = outbox.prepare(unreachable, List.of(Producer.message(topic.name())))
                .get(0);
        assertThat(refused.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(refused.problem()).isNotNull();
        assertThat(refused.problem().field()).isEqualTo("application");
    }

    @Test
    void tellsEveryFieldOfTheContentApart() {
        NewMessage first = new Draft(topic.name()).message();
        outbox.prepare(application, List.of(first));
        List<UnaryOperator<Draft>> changes = List.of(
                draft -> draft.topic(producer.topic(application).name()),
                draft -> draft.tag("tag"),
                draft -> draft.key(BusinessKey.of("orderNo", "1").and("status", "2")),
                draft -> draft.headers(Map.of("a", "b")),
                draft -> draft.contentType("text/plain"),
                draft -> draft.text("{ }"),
                draft -> draft.orderingKey("o"),
                draft -> draft.deliverAt(Instant.parse("2026-01-01T00:00:00Z")),
                draft -> draft.delayMillis(0L),
                draft -> draft.expiresAt(Instant.parse("2026-01-01T00:00:00Z")),
                draft -> draft.schedule(List.of(1_000L)),
                draft -> draft.maxAttempts(3));
        for (UnaryOperator<Draft> change : changes) {
            NewMessage other =
                    change.apply(new Draft(topic.name()).id(first.id())).message();
            assertThat(outbox.prepare(application, List.of(other)).get(0).outcome())
                    .as("%s", other)
                    .isEqualTo(Outcome.CONFLICT);
        }
        NewMessage asBytes = new Draft(topic.name())
                .id(first.id())
                .text(null)
                .bytes("{}".getBytes())
                .message();
        assertThat(outbox.prepare(application, List.of(asBytes)).get(0).outcome())
                .as("the same payload as bytes")
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void keepsKeysApartThatLookAlikeAndFindsEachAgain() {
        List<String> values = List.of(
                "order-1",
                "ORDER-1",
                "order-1 ",
                " order-1",
                "ördér-1",
                "order-1;status=paid",
                "a%3Bb",
                "a;b",
                "a=b",
                "😀",
                "😀😀",
                "ß",
                "ss",
                "ﬁ",
                "fi",
                "é",
                "e\u0301",
                "\u3000",
                "null",
                "'",
                "\\",
                "%",
                "_",
                "?");
        List<NewMessage> messages = new ArrayList<>();
        for (String value : values) {
            messages.add(new Draft(topic.name())
                    .key(BusinessKey.of("orderNo", value).and("status", "new"))
                    .message());
        }
        assertThat(outbox.prepare(application, messages)).allMatch(result -> result.outcome() == Outcome.APPLIED);
        for (int i = 0; i < values.size(); i++) {
            BusinessKey key = messages.get(i).key();
            assertThat(key).isNotNull();
            List<UUID> expected = List.of(messages.get(i).id());
            assertThat(found(query(key, null))).as("key %s", key).isEqualTo(expected);
            assertThat(found(query(null, values.get(i)))).as("value %s", key).isEqualTo(expected);
            assertThat(search.byId(messages.get(i).id()).orElseThrow().message().key())
                    .isEqualTo(key);
        }
        assertThat(found(query(BusinessKey.of("status", "new").and("orderNo", "order-1"), null)))
                .as("another order of fields")
                .isEmpty();
        assertThat(found(query(BusinessKey.of("orderNo", "order-1"), null))).isEmpty();
        assertThat(found(query(null, "new"))).hasSize(values.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000b", "tab\there", "line\nbreak", "\u0085", "\ud83d"})
    void refusesKeysThatCannotBeKept(String value) {
        assertThatThrownBy(() -> BusinessKey.of("orderNo", value))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("must");
    }

    @Test
    void refusesKeysThatAreTooLong() {
        assertThatThrownBy(() -> BusinessKey.of("orderNo", "x".repeat(300))).hasMessageContaining("200");
        NewMessage longest = new Draft(topic.name())
                .key(BusinessKey.of("n".repeat(32), "%".repeat(200))
                        .and("m".repeat(32), "😀".repeat(100))
                        .and("o".repeat(32), ";".repeat(200))
                        .and("p".repeat(32), "=".repeat(200)))
                .message();
        assertThat(outbox.prepare(application, List.of(longest)).get(0).outcome())
                .isEqualTo(Outcome.APPLIED);
        assertThat(search.byId(longest.id()).orElseThrow().message().key()).isEqualTo(longest.key());
    }

    private List<UUID> found(MessageQuery query) {
        return search.search(query).messages().stream().map(MessageView::id).toList();
    }

    private MessageQuery query(@Nullable BusinessKey key, @Nullable String value) {
        return new MessageQuery(key, value, application, null, null, null, null, null, 100);
    }

    private static Map<String, String> headers(int count, String value) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put("header-" + i, value);
        }
        return headers;
    }

    private static UUID idAt(Instant time) {
        UUID now = Producer.newId();
        return new UUID(
                (time.toEpochMilli() << 16) | (now.getMostSignificantBits() & 0xffff), now.getLeastSignificantBits());
    }

    private static Arguments bad(String field, UnaryOperator<Draft> change) {
        return Arguments.of(field, change);
    }

    /** A message in the making. */
    private static final class Draft {
        private @Nullable UUID id = Producer.newId();
        private @Nullable String topic;
        private @Nullable String tag;
        private @Nullable BusinessKey key;
        private @Nullable Map<String, String> headers;
        private @Nullable String contentType;
        private @Nullable String text = "{}";
        private byte @Nullable [] bytes;
        private @Nullable String orderingKey;
        private @Nullable Instant deliverAt;
        private @Nullable Long delayMillis;
        private @Nullable Instant expiresAt;
        private @Nullable List<Long> schedule;
        private @Nullable Integer maxAttempts;

        Draft(String topic) {
            this.topic = topic;
        }

        Draft id(@Nullable UUID value) {
            id = value;
            return this;
        }

        Draft topic(@Nullable String value) {
            topic = value;
            return this;
        }

        Draft tag(String value) {
            tag = value;
            return this;
        }

        Draft key(BusinessKey value) {
            key = value;
            return this;
        }

        Draft headers(Map<String, String> value) {
            headers = value;
            return this;
        }

        Draft contentType(String value) {
            contentType = value;
            return this;
        }

        Draft text(@Nullable String value) {
            text = value;
            return this;
        }

        Draft bytes(byte[] value) {
            bytes = value;
            return this;
        }

        Draft orderingKey(String value) {
            orderingKey = value;
            return this;
        }

        Draft deliverAt(Instant value) {
            deliverAt = value;
            return this;
        }

        Draft delayMillis(Long value) {
            delayMillis = value;
            return this;
        }

        Draft expiresAt(Instant value) {
            expiresAt = value;
            return this;
        }

        Draft schedule(List<Long> value) {
            schedule = value;
            return this;
        }

        Draft maxAttempts(Integer value) {
            maxAttempts = value;
            return this;
        }

        NewMessage message() {
            return new NewMessage(
                    id,
                    topic,
                    tag,
                    key,
                    headers,
                    contentType,
                    text,
                    bytes,
                    orderingKey,
                    deliverAt,
                    delayMillis,
                    expiresAt,
                    schedule,
                    maxAttempts);
        }
    }
}
