package io.reliablemessage.service.pause.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class PauseControllerTest {
    private static final String WHY = Api.body("reason", "the consumer is being mended");

    private final Api administrator;
    private final JdbcTemplate jdbc;
    private String application = "";
    private String topic = "";
    private String group = "";

    PauseControllerTest(RestTestClient http, JdbcTemplate jdbc) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
    }

    @BeforeEach
    void register() {
        application = Api.name("shop");
        topic = administrator.topic("{}");
        group = Api.name("points");
        administrator
                .application(application)
                .put("/v1/topics/" + topic + "/subscriptions/" + group, null)
                .expectStatus()
                .isOk();
    }

    @AfterEach
    void endAll() {
        jdbc.update("DELETE FROM pause");
    }

    @Test
    void pausesReplacesListsAndResumes() {
        put("topic", topic, WHY).expectStatus().isOk();
        put("group", group, WHY).expectStatus().isOk();
        put("application", application, WHY).expectStatus().isOk();
        JsonNode list = list();
        assertThat(list.valueStream()
                        .map(each -> each.get("kind").asString() + " "
                                + each.get("name").asString()))
                .containsExactly("APPLICATION " + application, "GROUP " + group, "TOPIC " + topic);
        Instant since = Instant.parse(list.get(2).get("since").asString());
        assertThat(list.get(2).get("by").asString()).isNotEmpty();
        assertThat(list.get(2).has("until")).isFalse();

        Instant until = Instant.now().plus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MILLIS);
        put("topic", topic, "{\"reason\": \"longer\", \"until\": \"" + until + "\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.reason")
                .isEqualTo("longer")
                .jsonPath("$.since")
                .isEqualTo(since.toString())
                .jsonPath("$.until")
                .isEqualTo(until.toString());
        assertThat(list()).hasSize(3);

        end("topic", topic, "mended").expectStatus().isNoContent();
        end("topic", topic, "mended").expectStatus().isNotFound();
        assertThat(list()).hasSize(2);
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT_WS('|', action, reason, state_before LIKE '%being mended%', state_before LIKE '%longer%',"
                                + " state_after LIKE '%longer%') FROM audit WHERE target = ? AND action IN ('PAUSED', 'RESUMED') ORDER BY number",
                        String.class, "topic " + topic))
                .containsExactly("PAUSED|the consumer is being mended|0", "PAUSED|longer|1|0|1", "RESUMED|mended|0|1");
    }

    @ParameterizedTest
    @CsvSource({"topic, 404", "group, 404", "application, 404", "planet, 400"})
    void onlyWhatThereIsCanBePaused(String kind, int status) {
        put(kind, "nowhere", WHY).expectStatus().isEqualTo(status);
        put(kind, "nürgendwo", WHY).expectStatus().isEqualTo(status);
        end(kind, "nowhere", "mended").expectStatus().isEqualTo(status);
        end(kind, "nürgendwo", "mended").expectStatus().isEqualTo(status);
    }

    @Test
    void reasonAndTimeHaveLimits() {
        for (String body : List.of(
                "{}",
                Api.body("reason", " "),
                Api.body("reason", "x".repeat(501)),
                until(Instant.now().minusSeconds(1)),
                until(Instant.now().plus(Duration.ofDays(31))))) {
            put("topic", topic, body)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.field")
                    .isEqualTo(body.contains("until") ? "until" : "reason");
        }
        assertThat(list()).isEmpty();
        put("topic", topic, until(Instant.now().plus(Duration.ofDays(29))))
                .expectStatus()
                .isOk();
        administrator
                .delete("/v1/pauses/topic/" + topic)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo("reason");
    }

    @Test
    void refusesTheHundredAndThirteenth() {
        jdbc.batchUpdate(
                "INSERT INTO pause (kind, name, due_shard, paused_by, reason, since_at) VALUES ('TOPIC', ?, ?, 'ann', 'x', UTC_TIMESTAMP(3))",
                IntStream.rangeClosed(16, 127)
                        .mapToObj(shard -> new Object[] {"paused-" + shard, shard})
                        .toList());
        put("topic", topic, WHY).expectStatus().isEqualTo(409);
        jdbc.update("DELETE FROM pause WHERE due_shard = 77");
        put("topic", topic, WHY).expectStatus().isOk();
        assertThat(jdbc.queryForObject("SELECT due_shard FROM pause WHERE name = ?", Integer.class, topic))
                .isEqualTo(77);
    }

    private static String until(Instant until) {
        return "{\"reason\": \"maintenance\", \"until\": \"" + until + "\"}";
    }

    private RestTestClient.ResponseSpec put(String kind, String name, String body) {
        return administrator.exchange(HttpMethod.PUT, "/v1/pauses/" + kind + "/" + name, body);
    }

    private RestTestClient.ResponseSpec end(String kind, String name, String reason) {
        return administrator.delete("/v1/pauses/" + kind + "/" + name + "?reason=" + reason);
    }

    private JsonNode list() {
        return administrator.json(administrator.call(HttpMethod.GET, "/v1/pauses", null));
    }
}
