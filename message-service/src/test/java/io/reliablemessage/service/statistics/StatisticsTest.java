package io.reliablemessage.service.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.IdBatch;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.Together;
import io.reliablemessage.service.application.TopicCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class StatisticsTest {
    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final JdbcStatistics table;
    private final CountsRecorder recorder;
    private final RecordedCounts recorded;
    private final TopicCatalog topics;
    private Api producer;
    private String topic = "";
    private String group = "";

    StatisticsTest(
            RestTestClient http,
            JdbcTemplate jdbc,
            JdbcStatistics table,
            CountsRecorder recorder,
            RecordedCounts recorded,
            TopicCatalog topics) {
        administrator = Api.administrator(http);
        producer = administrator;
        this.jdbc = jdbc;
        this.table = table;
        this.recorder = recorder;
        this.recorded = recorded;
        this.topics = topics;
    }

    @BeforeEach
    void register() {
        producer = administrator.application(Api.name("shop"));
        topic = administrator.topic("{\"maxAttempts\": 1}");
        group = Api.name("points");
        producer.put("/v1/topics/" + topic + "/subscriptions/" + group, null)
                .expectStatus()
                .isOk();
    }

    @Test
    void everyStepOfAMessageIsCountedOnce() {
        List<NewMessage> prepared =
                IntStream.range(0, 4).mapToObj(i -> Producer.message(topic)).toList();
        List<UUID> ids = prepared.stream().map(NewMessage::id).toList();
        for (int repetition = 0; repetition < 2; repetition++) {
            producer.call(HttpMethod.POST, "/v1/messages/prepare", Api.body(new MessageBatch(prepared)));
            producer.call(HttpMethod.POST, "/v1/messages/confirm", Api.body(new IdBatch(ids.subList(0, 2))));
            producer.call(HttpMethod.POST, "/v1/messages/submit", Api.body(new MessageBatch(prepared.subList(2, 3))));
            report(ids.get(0), "CONSUMED");
            report(ids.get(1), "FAILED");
        }
        recorder.record();
        recorder.record();
        JsonNode sum = sum(points("?topic=" + topic));
        assertThat(sum.toString())
                .isEqualTo("{\"accepted\":4,\"confirmed\":3,\"published\":3,\"consumed\":1,\"failed\":1,\"dead\":1}");
        assertThat(sum(points("")).get("accepted").asLong()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void sumsUpToTheStepAndFillsGapsWithZeros() {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
        insert(hour.plusSeconds(60), 1);
        insert(hour.plusSeconds(120), 2);
        insert(hour.plus(Duration.ofMinutes(70)), 4);
        insert(hour.minusSeconds(60), 100);
        insert(hour.plus(Duration.ofHours(3)), 100);
        String range = "?topic=" + topic + "&from=" + hour + "&to=" + hour.plus(Duration.ofHours(3));
        assertThat(accepted(points(range + "&step=PT1H"))).containsExactly(3L, 4L, 0L);
        List<Long> minutes = accepted(points(range));
        assertThat(minutes).hasSize(180).startsWith(0L, 1L, 2L, 0L);
        assertThat(minutes.get(70)).isEqualTo(4);
        assertThat(points(range + "&step=PT1H").get(1).get("at").asString())
                .isEqualTo(hour.plus(Duration.ofHours(1)).toString());
    }

    @Test
    void beginsAtAWholeStepAndEndsNow() {
        JsonNode points = points("?topic=" + topic + "&step=PT5M&to=2999-01-01T00:00:00Z&from="
                + Instant.now().minus(Duration.ofMinutes(21)));
        assertThat(points.size()).isBetween(5, 6);
        Instant first = Instant.parse(points.get(0).get("at").asString());
        assertThat(first.getEpochSecond() % 300).isZero();
        assertThat(points("?topic=" + topic).size()).isBetween(60, 61);
    }

    @ParameterizedTest
    @CsvSource({
        "step=PT30S, step",
        "step=PT61M, step",
        "step=PT90S, step",
        "step=nonsense, step",
        "from=nonsense, from",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
        "from=2026-01-01T00:00:00Z&to=2026-01-02T09:20:00.001Z, step",
        "from=-1000000000-01-01T00:00:00Z&to=2026-01-02T09:20:00Z, step"
    })
    void refusesWhatMakesNoChart(String query, String field) {
        administrator
                .get("/v1/statistics?" + query)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
    }

    @Test
    void twoThousandPointsAreTheMost() {
        assertThat(points("?from=2026-01-01T00:00:00Z&to=2026-01-02T09:20:00Z")).hasSize(2_000);
        administrator.get("/v1/statistics?topic=nowhere").expectStatus().isNotFound();
        producer.get("/v1/statistics").expectStatus().isForbidden();
    }

    @Test
    void nodesThatAddAtOnceLoseNothing() throws Exception {
        int id = topics.byName(topic).orElseThrow().id();
        Together.run(4, node -> () -> {
            Counts counts = new Counts();
            CountsRecorder other = new CountsRecorder(counts, table);
            for (int i = 0; i < 50; i++) {
                counts.add(id, Counted.ACCEPTED, 1);
                other.record();
            }
            other.record();
            return node;
        });
        assertThat(sum(points("?topic=" + topic)).get("accepted").asLong()).isEqualTo(200);
    }

    @Test
    void orderlyStopWritesWhatIsCounted() {
        Counts counts = new Counts();
        CountsRecorder node = new CountsRecorder(counts, table);
        node.start();
        counts.add(topics.byName(topic).orElseThrow().id(), Counted.DEAD, 3);
        node.stop();
        assertThat(sum(points("?topic=" + topic)).get("dead").asLong()).isEqualTo(3);
    }

    @Test
    void whatCannotBeWrittenIsKept() {
        int id = topics.byName(topic).orElseThrow().id();
        Counts counts = new Counts();
        CountsRecorder node = new CountsRecorder(counts, table);
        counts.add(id, Counted.CONSUMED, 2);
        jdbc.execute("RENAME TABLE statistic TO statistic_away");
        try {
            node.record();
        } finally {
            jdbc.execute("RENAME TABLE statistic_away TO statistic");
        }
        counts.add(id, Counted.CONSUMED, 3);
        node.record();
        assertThat(sum(points("?topic=" + topic)).get("consumed").asLong()).isEqualTo(5);
    }

    @Test
    void forgetsAfterEightDays() {
        insert(Instant.now().minus(Duration.ofDays(8)).minus(Duration.ofMinutes(2)), 1);
        insert(Instant.now().minus(Duration.ofDays(8)).plus(Duration.ofMinutes(2)), 1);
        assertThat(recorded.removeOld(1)).isEqualTo(1);
        assertThat(recorded.removeOld(1)).isZero();
        assertThat(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM statistic WHERE topic_id = ?",
                        Integer.class,
                        topics.byName(topic).orElseThrow().id()))
                .isEqualTo(1);
    }

    @Test
    void rateIsOfAboutTheLastMinute() {
        double before = recorded.publishedPerSecond();
        table.add(new TreeMap<>(Map.of(JdbcStatistics.ALL_TOPICS, new long[] {0, 0, 12_000, 0, 0, 0})));
        assertThat(recorded.publishedPerSecond() - before).isBetween(95.0, 205.0);
    }

    private void report(UUID id, String kind) {
        String error = kind.equals("FAILED") ? ", \"error\": {\"kind\": \"REJECTED\", \"type\": \"shop.Refused\"}" : "";
        producer.call(HttpMethod.POST, "/v1/receipts", """
                {"receipts": [{"id": "%s", "topic": "%s", "group": "%s", "kind": "%s", "attempt": 1%s}]}
                """.formatted(id, topic, group, kind, error));
    }

    private void insert(Instant minute, int accepted) {
        jdbc.update(
                "INSERT INTO statistic VALUES (?, FROM_UNIXTIME(?) - INTERVAL SECOND(FROM_UNIXTIME(?)) SECOND, ?, 0, 0, 0, 0, 0)",
                topics.byName(topic).orElseThrow().id(),
                minute.getEpochSecond(),
                minute.getEpochSecond(),
                accepted);
    }

    private JsonNode points(String query) {
        return administrator
                .json(administrator.call(HttpMethod.GET, "/v1/statistics" + query, null))
                .get("points");
    }

    private static List<Long> accepted(JsonNode points) {
        return StreamSupport.stream(points.spliterator(), false)
                .map(each -> each.get("accepted").asLong())
                .toList();
    }

    private JsonNode sum(JsonNode points) {
        StringBuilder sum = new StringBuilder("{");
        for (String what : List.of("accepted", "confirmed", "published", "consumed", "failed", "dead")) {
            long all = StreamSupport.stream(points.spliterator(), false)
                    .mapToLong(each -> each.get(what).asLong())
                    .sum();
            sum.append(sum.length() == 1 ? "" : ",")
                    .append('"')
                    .append(what)
                    .append("\":")
                    .append(all);
        }
        return administrator.json(sum.append('}').toString());
    }
}
