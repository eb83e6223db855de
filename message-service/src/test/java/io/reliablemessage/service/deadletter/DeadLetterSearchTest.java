package io.reliablemessage.service.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class DeadLetterSearchTest {
    private final Api administrator;
    private final JdbcClient jdbc;
    private final TopicCatalog topics;
    private final DeadLetters deadLetters;
    private final Transactions transactions;

    private Cases cases;

    DeadLetterSearchTest(
            RestTestClient http,
            JdbcClient jdbc,
            TopicCatalog topics,
            DeadLetters deadLetters,
            Transactions transactions) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.transactions = transactions;
    }

    @BeforeEach
    void register() {
        cases = other();
    }

    private Cases other() {
        return new Cases(administrator, jdbc, topics, deadLetters, transactions);
    }

    @Test
    void findsByEveryField() {
        String order = Api.name("order");
        UUID wanted = cases.open(
                "shop.BadPoints",
                "Points_of 100% are MISSING",
                BusinessKey.of("shop", "s1").and("orderNo", order));
        UUID neighbour =
                cases.open("shop.BadPoints", "Pointsxof 100 are missing", BusinessKey.of("orderNo", order + "0"));
        Cases elsewhere = other();
        UUID foreign = elsewhere.open("shop.BadPoints", "Points_of 100% are missing", BusinessKey.of("orderNo", "1"));
        assign(wanted, "wang");

        assertThat(find("topic", cases.topic().name())).containsExactly(neighbour, wanted);
        assertThat(find("group", cases.group().group())).containsExactly(neighbour, wanted);
        assertThat(find("application", cases.application())).containsExactly(neighbour, wanted);
        assertThat(find("application", elsewhere.application())).containsExactly(foreign);
        assertThat(find("messageId", cases.messageOf(wanted).toString())).containsExactly(wanted);
        assertThat(find("keyValue", order)).containsExactly(wanted);
        assertThat(find("keyValue", "s1", "topic", cases.topic().name())).containsExactly(wanted);
        assertThat(find("keyValue", order, "group", elsewhere.group().group())).isEmpty();
        assertThat(find("assignee", "wang", "topic", cases.topic().name())).containsExactly(wanted);
        assertThat(find("error", "points_OF", "topic", cases.topic().name())).containsExactly(wanted);
        assertThat(find("error", "100% are", "topic", cases.topic().name())).containsExactly(wanted);
        assertThat(find("error", "badpoints", "application", cases.application()))
                .containsExactly(neighbour, wanted);
        assertThat(find("error", "nothing like it", "topic", cases.topic().name()))
                .isEmpty();
        assertThat(find(
                        "fingerprint",
                        fingerprint(wanted),
                        "topic",
                        cases.topic().name()))
                .containsExactly(neighbour, wanted);
        assertThat(find("state", "DISCARDED", "topic", cases.topic().name())).isEmpty();
    }

    @Test
    void spanOfTimeIncludesItsBeginningAndExcludesItsEnd() {
        List<UUID> three = cases.open(3);
        String first = openedAt(three.get(0));
        String last = openedAt(three.get(2));
        String topic = cases.topic().name();
        assertThat(find("from", first, "topic", topic)).hasSize(3);
        assertThat(find("to", first, "topic", topic)).isEmpty();
        assertThat(find("from", last, "topic", topic)).contains(three.get(2));
        assertThat(find("to", last, "topic", topic)).doesNotContain(three.get(2));
        assertThat(find("from", "-999999999-01-01T00:00:00Z", "topic", topic)).hasSize(3);
    }

    @Test
    void filterThatSeldomMatchesGoesOnOverShortPages() {
        UUID old = cases.open("rare.Error", "the needle", null);
        manyMore(2 * JdbcCaseSearch.MAX_LOOKED_AT + 10);
        String path = path("error", "needle", "topic", cases.topic().name());
        JsonNode page = read(path);
        assertThat(page.get("items")).isEmpty();
        assertThat(page.has("nextCursor")).isTrue();
        assertThat(walk(path)).containsExactly(old);
    }

    @Test
    void keyValueOfVeryManyMessagesFilters() {
        UUID one = cases.open("a.Error", "x", BusinessKey.of("merchantNo", "everybody"));
        jdbc.sql("""
                INSERT INTO message (id, application_id, topic_id, state, key_field_1, content_type, content_hash, payload, created_at,
                  finished_at)
                SELECT UNHEX(CONCAT('0190000000007000', LPAD(HEX(numbers.n), 16, '0'))), :application, :topic, 'CANCELLED', :value, 'a',
                  REPEAT('h', 32), 'p', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                FROM JSON_TABLE(CONCAT('[1', REPEAT(',1', 2100), ']'), '$[*]' COLUMNS (n FOR ORDINALITY)) numbers
                """)
                .param("application", cases.group().applicationId())
                .param("topic", cases.topic().id())
                .param("value", BusinessKey.valueHash("everybody"))
                .update();
        assertThat(find("keyValue", "everybody", "topic", cases.topic().name())).containsExactly(one);
    }

    @ParameterizedTest
    @CsvSource({
        "fingerprint=xyz,          fingerprint, 16",
        "error=ab,                 error,       200",
        "assignee=,                assignee,    100",
        "keyValue=,                keyValue,    200",
        "messageId=17,             messageId,",
        "from=yesterday,           from,",
        "state=LOST,               state,",
        "limit=201,                limit,       200"
    })
    void badFilterIsRefusedByName(String filter, String field, Integer limit) {
        RestTestClient.BodyContentSpec body = administrator
                .get("/v1/dead-letters?" + filter)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
        if (limit != null) {
            body.jsonPath("$.limit").isEqualTo(limit);
        }
    }

    @Test
    void unknownApplicationIsNotFound() {
        administrator.get("/v1/dead-letters?application=nobody").expectStatus().isNotFound();
    }

    @Test
    void causeSaysItsErrorInAWord() {
        String type = "shop.Error" + Api.name("x").replace("-", "");
        UUID first = cases.open(type, "an older one", null);
        jdbc.sql("UPDATE dead_letter SET state = 'RESOLVED', closed_at = UTC_TIMESTAMP(3) WHERE id = :id")
                .param("id", Ids.toBytes(first))
                .update();
        UUID id = cases.open(type, "cannot add points\nto account 12\n\tat Points.add", null);
        String fingerprint = read("/v1/dead-letters/" + id).get("fingerprint").asString();
        assertThat(read("/v1/dead-letters/" + first).get("fingerprint").asString())
                .isEqualTo(fingerprint);
        assertThat(read("/v1/dead-letters/causes/" + fingerprint).toString())
                .isEqualTo("{\"fingerprint\":\"%s\",\"errorType\":\"%s\",\"error\":\"cannot add points\"}"
                        .formatted(fingerprint, type));
        administrator
                .get("/v1/dead-letters/causes/" + "f".repeat(16))
                .expectStatus()
                .isNotFound();
        administrator
                .get("/v1/dead-letters/causes/nonsense")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("fingerprint");
    }

    @Test
    void casesTellTheKeyOfTheirMessage() {
        String order = Api.name("order");
        UUID keyed = cases.open("a.Error", "x", BusinessKey.of("orderNo", order));
        UUID without = cases.open("a.Error", "x", null);
        JsonNode page = read("/v1/dead-letters?topic=" + cases.topic().name()).get("items");
        assertThat(page.get(0).get("id").asString()).isEqualTo(without.toString());
        assertThat(page.get(0).has("key")).isFalse();
        assertThat(page.get(1).get("key"))
                .isEqualTo(read("/v1/dead-letters/" + keyed).get("key"));
        assertThat(page.get(1).get("key").toString()).contains(order);
    }

    @Test
    void causesAreCountedPerGroupBiggestFirst() {
        cases.open(3);
        UUID other = cases.open("b.Error", "rarer", null);
        JsonNode causes =
                read("/v1/dead-letters/causes?topic=" + cases.topic().name()).get("items");
        assertThat(causes).hasSize(2);
        assertThat(causes.get(0).get("count").asInt()).isEqualTo(3);
        assertThat(causes.get(0).get("error").asString()).isEqualTo("cannot add points");
        assertThat(causes.get(1).get("count").asInt()).isEqualTo(1);
        assertThat(causes.get(1).get("errorType").asString()).isEqualTo("b.Error");
        assertThat(causes.get(1).get("firstOpenedAt").asString()).isEqualTo(openedAt(other));
        assertThat(causes.get(1).get("lastOpenedAt").asString()).isEqualTo(openedAt(other));
        assertThat(causes.get(0).get("where").toString())
                .isEqualTo("[{\"topic\":\"%s\",\"group\":\"%s\",\"count\":3}]"
                        .formatted(cases.topic().name(), cases.group().group()));
        assertThat(read("/v1/dead-letters/causes?group=" + cases.group().group())
                        .get("items"))
                .hasSize(2);
        assertThat(read("/v1/dead-letters/causes?state=RESOLVED&topic="
                                + cases.topic().name())
                        .get("items"))
                .isEmpty();
        administrator
                .get("/v1/dead-letters/causes?topic=nothing")
                .expectStatus()
                .isNotFound();
    }

    @Test
    void replayLeavesTheNoteOfWhoeverLooksAfterTheCase() {
        UUID id = cases.open(1).get(0);
        assign(id, "wang");
        administrator
                .post("/v1/dead-letters/" + id + "/replay", Api.body("reason", "mended"))
                .expectStatus()
                .isOk();
        administrator
                .get("/v1/dead-letters/" + id)
                .expectBody()
                .jsonPath("$.assignee")
                .isEqualTo("wang")
                .jsonPath("$.note")
                .isEqualTo("asked the shop")
                .jsonPath("$.replayReason")
                .isEqualTo("mended");
        assertThat(cases.audit("dead-letter " + id))
                .containsExactly("DEAD_LETTER_ASSIGNED DONE", "DEAD_LETTER_REPLAYED DONE");
        administrator
                .post("/v1/dead-letters/" + id + "/discard", Api.body("reason", "given up"))
                .expectStatus()
                .isEqualTo(409);
        assertThat(cases.audit("dead-letter " + id)).contains("DEAD_LETTER_DISCARDED REFUSED");
    }

    @Test
    void assignmentReplacesAndIsAudited() {
        UUID id = cases.open(1).get(0);
        assign(id, "wang");
        administrator
                .put("/v1/dead-letters/" + id + "/assignment", "{}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.assignee")
                .doesNotExist()
                .jsonPath("$.note")
                .doesNotExist();
        assertThat(jdbc.sql(
                                "SELECT CONCAT(state_before, state_after) FROM audit WHERE target = :target ORDER BY number DESC LIMIT 1")
                        .param("target", "dead-letter " + id)
                        .query(String.class)
                        .single())
                .contains("wang")
                .contains("null");
        administrator
                .put("/v1/dead-letters/" + id + "/assignment", Api.body("assignee", "x".repeat(101)))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("assignee");
        administrator
                .put("/v1/dead-letters/" + id + "/assignment", Api.body("note", "x".repeat(2_001)))
                .expectStatus()
                .isBadRequest();
        administrator
                .put("/v1/dead-letters/01900000-0000-7000-8000-000000000000/assignment", "{}")
                .expectStatus()
                .isNotFound();
    }

    @Test
    void causeHasAnAssignmentOfItsOwn() {
        UUID id = cases.open(Api.name("cause"), "x", null);
        String type = read("/v1/dead-letters/" + id).get("fingerprint").asString();
        String path = "/v1/dead-letters/causes/" + type + "/assignment";
        administrator
                .put(path, Api.body(Map.of("assignee", "li", "note", "known")))
                .expectStatus()
                .isNoContent();
        administrator.put(path, Api.body("assignee", "zhao")).expectStatus().isNoContent();
        JsonNode cause = read("/v1/dead-letters/causes?topic=" + cases.topic().name())
                .get("items")
                .get(0);
        assertThat(cause.get("assignee").asString()).isEqualTo("zhao");
        assertThat(cause.has("note")).isFalse();
        assertThat(cases.audit("cause " + type)).endsWith("CAUSE_ASSIGNED DONE", "CAUSE_ASSIGNED DONE");
        administrator
                .put("/v1/dead-letters/causes/0123456789abcdef/assignment", "{}")
                .expectStatus()
                .isNotFound();
        administrator
                .put("/v1/dead-letters/causes/nonsense/assignment", "{}")
                .expectStatus()
                .isBadRequest();
    }

    private void assign(UUID id, String assignee) {
        administrator
                .put(
                        "/v1/dead-letters/" + id + "/assignment",
                        Api.body(Map.of("assignee", assignee, "note", "asked the shop")))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.assignee")
                .isEqualTo(assignee);
    }

    /** Newer cases than any other of the topic, straight into the table. */
    private void manyMore(int count) {
        jdbc.sql("""
                INSERT INTO dead_letter (id, message_id, topic_id, subscription_id, position, state, reason, fingerprint, last_error,
                  attempts, opened_at, updated_at)
                SELECT UNHEX(CONCAT(LPAD(HEX(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 + 1), 12, '0'), '70008',
                    LPAD(HEX(numbers.n), 15, '0'))),
                  UNHEX(CONCAT('0190000000007000', LPAD(HEX(:topic * 10000 + numbers.n), 16, '0'))), :topic, :group, 0, 'OPEN', 'REJECTED',
                  'cccccccccccccccc', 'hay', 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                FROM JSON_TABLE(CONCAT('[1', REPEAT(',1', :count - 1), ']'), '$[*]' COLUMNS (n FOR ORDINALITY)) numbers
                """)
                .param("topic", cases.topic().id())
                .param("group", cases.group().id())
                .param("count", count)
                .update();
    }

    private String fingerprint(UUID id) {
        return read("/v1/dead-letters/" + id).get("fingerprint").asString();
    }

    private String openedAt(UUID id) {
        return read("/v1/dead-letters/" + id).get("openedAt").asString();
    }

    private List<UUID> find(String... filter) {
        return walk(path(filter));
    }

    private static String path(String... filter) {
        StringBuilder path = new StringBuilder("/v1/dead-letters?limit=2");
        for (int i = 0; i < filter.length; i += 2) {
            path.append('&').append(filter[i]).append('=').append(filter[i + 1]);
        }
        return path.toString();
    }

    private List<UUID> walk(String path) {
        List<UUID> found = new ArrayList<>();
        String next = path;
        while (true) {
            JsonNode page = read(next);
            page.get("items")
                    .forEach(item -> found.add(UUID.fromString(item.get("id").asString())));
            if (!page.has("nextCursor")) {
                assertThat(found).isSortedAccordingTo((one, two) -> Ids.compare(two, one));
                return found;
            }
            next = path + "&cursor=" + page.get("nextCursor").asString();
        }
    }

    private JsonNode read(String path) {
        return administrator.json(administrator.call(HttpMethod.GET, path, null));
    }
}
