package io.reliablemessage.service.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.outbox.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class OverviewTest {
    private static final long MINUTE = 60_000;

    private final Api administrator;
    private final JdbcTemplate jdbc;
    private final OverviewReader reader;
    private Api producer;
    private String topic = "";
    private String points = "";
    private String coupons = "";

    OverviewTest(RestTestClient http, JdbcTemplate jdbc, OverviewReader reader) {
        administrator = Api.administrator(http);
        producer = administrator;
        this.jdbc = jdbc;
        this.reader = reader;
    }

    @BeforeEach
    void register() {
        producer = administrator.application(Api.name("shop"));
        topic = administrator.topic("{\"schedule\": [\"PT1H\"]}");
        points = Api.name("points");
        coupons = Api.name("coupons");
        for (String group : List.of(points, coupons)) {
            producer.put("/v1/topics/" + topic + "/subscriptions/" + group, null)
                    .expectStatus()
                    .isOk();
        }
    }

    @Test
    void agesStandPerTopicAndGroup() {
        UUID prepared = send("prepare");
        jdbc.update("UPDATE message SET created_at = UTC_TIMESTAMP(3) - INTERVAL 5 MINUTE WHERE id = ?", (Object)
                Ids.toBytes(prepared));
        UUID unsent = send("submit");
        jdbc.update(
                "UPDATE message SET attempts = 0, due_at = UTC_TIMESTAMP(3) - INTERVAL 7 MINUTE WHERE id = ?",
                (Object) Ids.toBytes(unsent));
        UUID unreceipted = send("submit");
        jdbc.update("UPDATE message SET confirmed_at = UTC_TIMESTAMP(3) - INTERVAL 9 MINUTE WHERE id = ?", (Object)
                Ids.toBytes(unreceipted));
        report(unreceipted, coupons, "CONSUMED");
        UUID dead = send("submit");
        report(dead, points, "CONSUMED");
        report(dead, coupons, "REJECTED");
        letCaseBeOld(dead, 11);

        assertLine(null, 5, 7, null, null);
        assertLine(points, null, null, 9, null);
        assertLine(coupons, null, null, null, 11);
        assertThat(line(coupons).orElseThrow().openDeadLetters().count()).isEqualTo(1);
        assertThat(reader.read().ages()).satisfies(all -> {
            assertThat(all.unconfirmed()).isGreaterThanOrEqualTo(5 * MINUTE);
            assertThat(all.unsent()).isGreaterThanOrEqualTo(7 * MINUTE);
            assertThat(all.unreceipted()).isGreaterThanOrEqualTo(9 * MINUTE);
        });
        assertThat(reader.read().due()).isPositive();
    }

    @Test
    void groupOnItsOwnScheduleIsUnreceiptedToo() {
        UUID id = send("submit");
        report(id, points, "CONSUMED");
        report(id, coupons, "FAILED");
        jdbc.update("UPDATE message SET confirmed_at = UTC_TIMESTAMP(3) - INTERVAL 4 MINUTE WHERE id = ?", (Object)
                Ids.toBytes(id));
        assertLine(coupons, null, null, 4, null);
        assertThat(line(points)).isEmpty();
    }

    @Test
    void whatIsFinishedHasNoLine() {
        UUID id = send("submit");
        report(id, points, "CONSUMED");
        report(id, coupons, "CONSUMED");
        assertThat(line(null)).isEmpty();
        assertThat(line(points)).isEmpty();
    }

    @Test
    void apiShowsItAtMostEveryFiveSeconds() {
        JsonNode first = overview();
        assertThat(first.get("duties").isArray()).isTrue();
        assertThat(first.get("nodes").valueStream())
                .anySatisfy(node -> assertThat(node.get("alive").asBoolean()).isTrue());
        for (String count : List.of("prepared", "undecided", "openDeadLetters")) {
            assertThat(first.get(count).get("count").asLong()).isNotNegative();
        }
        assertThat(first.get("deliveredPerSecond").asDouble()).isNotNegative();
        JsonNode second = overview();
        boolean same = second.get("asOf").equals(first.get("asOf"));
        boolean late = Instant.parse(second.get("asOf").asString())
                .isAfter(Instant.parse(first.get("asOf").asString()).plusSeconds(4));
        assertThat(same || late).isTrue();
        producer.get("/v1/overview").expectStatus().isForbidden();
    }

    @Test
    void nodeTellsHowItsBreakerStandsWhileItLives() {
        jdbc.update("INSERT INTO node (name, started_at, last_seen_at, breaker) VALUES "
                + "('gone-node', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, 'OPEN')");
        try {
            await().until(() ->
                    reader.read().nodes().stream().anyMatch(node -> node.alive() && "CLOSED".equals(node.breaker())));
            assertThat(reader.read().nodes()).anySatisfy(node -> {
                assertThat(node.name()).isEqualTo("gone-node");
                assertThat(node.alive()).isFalse();
                assertThat(node.breaker()).isNull();
            });
        } finally {
            jdbc.update("DELETE FROM node WHERE name = 'gone-node'");
        }
    }

    @Test
    void pausesInForceAndWhatTheyHoldAreCounted() {
        Overview before = reader.read();
        send("submit");
        UUID groups = send("submit");
        report(groups, points, "FAILED");
        send("prepare");
        administrator.call(HttpMethod.PUT, "/v1/pauses/topic/" + topic, "{\"reason\": \"stocktaking\"}");
        Integer shard = jdbc.queryForObject("SELECT due_shard FROM pause WHERE name = ?", Integer.class, topic);
        try {
            assertThat(reader.read().pauses()).isEqualTo(before.pauses() + 1);
            assertThat(jdbc.update(
                            "UPDATE message SET due_shard = ? WHERE topic_id = (SELECT id FROM topic WHERE name = ?)",
                            shard,
                            topic))
                    .isEqualTo(3);
            jdbc.update("UPDATE group_delivery SET due_shard = ? WHERE message_id = ?", shard, Ids.toBytes(groups));
            assertThat(reader.read().held().count())
                    .as("two messages and a group on a schedule of its own, and no check-back")
                    .isEqualTo(before.held().count() + 3);
        } finally {
            jdbc.update("UPDATE message SET due_shard = 1 WHERE due_shard = ?", shard);
            jdbc.update("UPDATE group_delivery SET due_shard = 1 WHERE due_shard = ?", shard);
            administrator
                    .delete("/v1/pauses/topic/" + topic + "?reason=done")
                    .expectStatus()
                    .isNoContent();
        }
        assertThat(reader.read().pauses()).isEqualTo(before.pauses());
        assertThat(reader.read().held()).isEqualTo(before.held());
    }

    @Test
    void groupStandsWithWhatItOwesAndItsOpenDeadLetters() {
        UUID consumed = send("submit");
        report(consumed, points, "CONSUMED");
        UUID retrying = send("submit");
        report(retrying, points, "FAILED");
        UUID rejected = send("submit");
        report(rejected, points, "REJECTED");
        assertStanding(points, 1, 1);
        assertStanding(coupons, 3, 0);
        jdbc.update("UPDATE message SET due_shard = 100 WHERE id = ?", (Object) Ids.toBytes(consumed));
        jdbc.update("UPDATE group_delivery SET due_shard = 100 WHERE message_id = ?", (Object) Ids.toBytes(retrying));
        assertStanding(points, 1, 1);
        assertStanding(coupons, 3, 0);
        jdbc.update("UPDATE message SET due_shard = 1 WHERE due_shard = 100");
        jdbc.update("UPDATE group_delivery SET due_shard = 1 WHERE due_shard = 100");

        administrator.get(standing("nobody")).expectStatus().isNotFound();
        administrator
                .get("/v1/topics/nowhere/subscriptions/" + points + "/standing")
                .expectStatus()
                .isNotFound();
        producer.get(standing(points)).expectStatus().isForbidden();
    }

    private void assertStanding(String group, int owing, int openDeadLetters) {
        JsonNode standing = administrator.json(administrator.call(HttpMethod.GET, standing(group), null));
        assertThat(standing.get("owing").toString()).isEqualTo("{\"count\":" + owing + ",\"capped\":false}");
        assertThat(standing.get("openDeadLetters").get("count").asInt()).isEqualTo(openDeadLetters);
        assertThat(standing.get("subscription").get("group").asString()).isEqualTo(group);
        assertThat(standing.get("subscription").has("application")).isTrue();
    }

    private String standing(String group) {
        return "/v1/topics/" + topic + "/subscriptions/" + group + "/standing";
    }

    @Test
    void drainTakesWhatIsDueAtTheRateOfTheLastMinute() {
        assertThat(OverviewReader.drainSeconds(1_000, 3)).isEqualTo(334);
        assertThat(OverviewReader.drainSeconds(0, 3)).isNull();
        assertThat(OverviewReader.drainSeconds(1_000, 0)).isNull();
    }

    private JsonNode overview() {
        return administrator.json(administrator.call(HttpMethod.GET, "/v1/overview", null));
    }

    private Optional<Overview.Line> line(@Nullable String group) {
        return reader.read().lines().stream()
                .filter(each -> each.topic().equals(topic) && Objects.equals(each.group(), group))
                .findFirst();
    }

    /** Ages in minutes; {@code null}: there is none. */
    private void assertLine(
            @Nullable String group,
            @Nullable Integer unconfirmed,
            @Nullable Integer unsent,
            @Nullable Integer unreceipted,
            @Nullable Integer dead) {
        var ages = line(group).orElseThrow().ages();
        assertAge(ages.unconfirmed(), unconfirmed);
        assertAge(ages.unsent(), unsent);
        assertAge(ages.unreceipted(), unreceipted);
        assertAge(ages.openDeadLetter(), dead);
    }

    private static void assertAge(@Nullable Long millis, @Nullable Integer minutes) {
        if (minutes == null) {
            assertThat(millis).isNull();
        } else {
            assertThat(millis).isBetween(minutes * MINUTE, minutes * MINUTE + MINUTE / 2);
        }
    }

    private UUID send(String verb) {
        UUID id = Producer.newId();
        producer.call(
                HttpMethod.POST,
                "/v1/messages/" + verb,
                Api.body("messages", List.of(Producer.message(id, topic, "{}"))));
        return id;
    }

    private void report(UUID id, String group, String kind) {
        String error =
                kind.equals("CONSUMED") ? "" : ", \"error\": {\"kind\": \"REJECTED\", \"type\": \"shop.Refused\"}";
        producer.call(HttpMethod.POST, "/v1/receipts", """
                {"receipts": [{"id": "%s", "topic": "%s", "group": "%s", "kind": "%s", "attempt": 1%s}]}
                """.formatted(id, topic, group, kind, error));
    }

    /** The time of its opening is in a case's id. */
    private void letCaseBeOld(UUID message, int minutes) {
        jdbc.update("""
                UPDATE dead_letter
                   SET id = UNHEX(CONCAT(LPAD(HEX(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 - ?), 12, '0'),
                                         RIGHT(HEX(id), 20)))
                 WHERE message_id = ?
                """, minutes * MINUTE, Ids.toBytes(message));
    }
}
