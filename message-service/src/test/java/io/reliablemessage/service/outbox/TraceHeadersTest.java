package io.reliablemessage.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.CoreTest;
import io.reliablemessage.service.Producer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** A tracer's headers travel with the message and are no part of what it says. */
@CoreTest
class TraceHeadersTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER = "00-11111111111111111111111111111111-2222222222222222-01";

    @Autowired
    Outbox outbox;

    @Autowired
    Producer producer;

    @Autowired
    JdbcTemplate jdbc;

    private int application;
    private String topic = "";

    @BeforeEach
    void register() {
        application = producer.application();
        topic = producer.topic(Producer.Rules.SLOW, application, "group-" + application)
                .name();
    }

    @Test
    void sameMessageOfAnotherTraceIsTheSameMessage() {
        UUID id = Producer.newId();
        assertThat(prepare(id, Map.of("tenant", "a", "traceparent", PARENT))).isEqualTo(Outcome.APPLIED);
        assertThat(prepare(id, Map.of("tenant", "a", "traceparent", OTHER))).isEqualTo(Outcome.UNCHANGED);
        assertThat(prepare(id, Map.of("tenant", "a"))).isEqualTo(Outcome.UNCHANGED);
        assertThat(prepare(id, Map.of("tenant", "b", "traceparent", PARENT))).isEqualTo(Outcome.CONFLICT);
        assertThat(stored(id)).contains(PARENT).contains("tenant").doesNotContain(OTHER);
    }

    @Test
    void countsAgainstNoLimit() {
        UUID id = Producer.newId();
        Map<String, String> headers = new TreeMap<>();
        for (int i = 0; i < MessageLimits.MAX_HEADERS; i++) {
            headers.put("header-" + i, "v");
        }
        headers.put("traceparent", PARENT);
        headers.put("tracestate", "vendor=" + "x".repeat(1_500));
        assertThat(prepare(id, headers)).isEqualTo(Outcome.APPLIED);
        assertThat(stored(id)).contains("traceparent").contains("tracestate");
        headers.put("one-more", "v");
        assertThat(prepare(Producer.newId(), headers)).isEqualTo(Outcome.INVALID);
    }

    @Test
    void unusualOnesAreLeftOutAndTheMessageIsTaken() {
        UUID id = Producer.newId();
        assertThat(prepare(id, Map.of("traceparent", PARENT, "baggage", "x".repeat(5_000), "b3", "a\r\nb")))
                .isEqualTo(Outcome.APPLIED);
        assertThat(stored(id)).contains(PARENT).doesNotContain("baggage").doesNotContain("b3");
    }

    private Outcome prepare(UUID id, Map<String, String> headers) {
        NewMessage message =
                new NewMessage(id, topic, null, null, headers, null, "{}", null, null, null, null, null, null, null);
        return outbox.prepare(application, List.of(message)).get(0).outcome();
    }

    private String stored(UUID id) {
        return String.valueOf(
                jdbc.queryForObject("SELECT headers FROM message WHERE id = ?", String.class, Ids.toBytes(id)));
    }
}
