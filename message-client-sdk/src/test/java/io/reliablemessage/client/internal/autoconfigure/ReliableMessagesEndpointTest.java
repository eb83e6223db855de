package io.reliablemessage.client.internal.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.internal.Uuids;
import io.reliablemessage.embedded.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Operators read the spool and let refused messages go on their way again, over HTTP. */
class ReliableMessagesEndpointTest {
    private static final String SECRET = "the payload";
    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void start() {
        context = run("--reliable-message.spool.down-after=10m");
    }

    @AfterEach
    void close() {
        context.close();
        database.close();
    }

    @Test
    void failedMessagesAreReadPageByPageWithoutPayloads() throws Exception {
        for (int no = 1; no <= 3; no++) {
            insert(no, "orders", "FAILED", 0);
        }
        HttpResponse<String> response = get("/reliablemessages?size=2");
        JsonNode first = json(response);
        assertThat(first.at("/failed").size()).isEqualTo(2);
        assertThat(first.at("/failed/0/id").asString()).isEqualTo(id(1).toString());
        assertThat(first.at("/failed/0/topic").asString()).isEqualTo("orders");
        assertThat(first.at("/failed/0/error").asString()).isEqualTo("topic is not registered");
        assertThat(response.body()).doesNotContain(SECRET);
        JsonNode second =
                json(get("/reliablemessages?size=2&after=" + first.at("/next").asString()));
        assertThat(second.at("/failed").size()).isEqualTo(1);
        assertThat(second.at("/failed/0/id").asString()).isEqualTo(id(3).toString());
        assertThat(second.at("/next").isNull()).isTrue();
    }

    @Test
    void oneFailedMessageIsRedriven() throws Exception {
        insert(1, "orders", "FAILED", 0);
        insert(2, "orders", "FAILED", 0);
        JsonNode answer = json(post("{\"id\": \"" + id(1) + "\"}"));
        assertThat(answer.at("/count").asInt()).isEqualTo(1);
        assertThat(state(1)).isEqualTo("WAITING");
        assertThat(state(2)).isEqualTo("FAILED");
        assertThat(json(post("{\"id\": \"" + id(1) + "\"}")).at("/count").asInt())
                .as("it waits already")
                .isZero();
    }

    @Test
    void allFailedMessagesOfATopicAreRedriven() throws Exception {
        for (int no = 1; no <= 1_203; no++) {
            insert(no, "orders", "FAILED", 0);
        }
        insert(2_000, "points", "FAILED", 0);
        JsonNode answer = json(post("{\"topic\": \"orders\"}"));
        assertThat(answer.at("/count").asInt()).isEqualTo(1_203);
        assertThat(answer.at("/more").asBoolean()).isFalse();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM rm_outbox WHERE state = 'FAILED'", Integer.class))
                .isEqualTo(1);
        assertThat(state(2_000)).isEqualTo("FAILED");
    }

    @Test
    void nonsenseIsRefused() throws Exception {
        assertThat(post("{}").statusCode()).isEqualTo(400);
        assertThat(post("{\"id\": \"" + id(1) + "\", \"topic\": \"orders\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("{\"id\": \"1\"}").statusCode()).isEqualTo(400);
        assertThat(get("/reliablemessages?size=0").statusCode()).isEqualTo(400);
    }

    @Test
    void healthIsDownOnceAMessageHasWaitedTooLong() throws Exception {
        JsonNode up = json(get("/health/reliableMessage"));
        assertThat(up.at("/status").asString()).isEqualTo("UP");
        assertThat(up.at("/details/waiting").asInt()).isZero();
        context.close();
        insert(1, "orders", "WAITING", 11);
        start();
        Awaitility.await().until(() -> get("/health/reliableMessage").statusCode() == 503);
        JsonNode down = json(get("/health/reliableMessage"));
        assertThat(down.at("/status").asString()).isEqualTo("DOWN");
        assertThat(down.at("/details/reason").asString()).contains("more than PT10M");
        assertThat(down.at("/details/oldestWaitingSeconds").asInt()).isGreaterThanOrEqualTo(660);
        Awaitility.await()
                .until(() -> json(get("/health/reliableMessage"))
                        .at("/details/service")
                        .asString()
                        .equals("away"));
    }

    @Test
    void endpointIsNotExposedUnlessAskedFor() throws Exception {
        context.close();
        context = run("--management.endpoints.web.exposure.include=health");
        assertThat(get("/reliablemessages").statusCode()).isEqualTo(404);
    }

    private ConfigurableApplicationContext run(String more) {
        return new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--reliable-message.service-url=http://127.0.0.1:9",
                        "--reliable-message.application=shop",
                        "--reliable-message.token=rm_app_any",
                        "--management.endpoint.health.show-details=always",
                        more.startsWith("--management")
                                ? more
                                : "--management.endpoints.web.exposure.include=health,reliablemessages",
                        more);
    }

    private static UUID id(int no) {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + no);
    }

    /** Nobody else takes it within the hour. */
    private void insert(int no, String topic, String state, int ageMinutes) {
        jdbc.update(
                """
                INSERT INTO rm_outbox
                  (message_id, topic, state, due_at, tries, content_bytes, content, error, created_at)
                VALUES (?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL 1 MINUTE, 0, 10, ?, 'topic is not registered',
                  UTC_TIMESTAMP(3) - INTERVAL ? MINUTE)
                """,
                Uuids.bytes(id(no)),
                topic,
                state,
                ("{\"id\":\"" + id(no) + "\",\"topic\":\"" + topic + "\",\"text\":\"" + SECRET + "\"}")
                        .getBytes(StandardCharsets.UTF_8),
                ageMinutes);
        if (state.equals("WAITING")) {
            jdbc.update("UPDATE rm_outbox SET due_at = UTC_TIMESTAMP(3)");
        }
    }

    private @Nullable String state(int no) {
        return jdbc.queryForObject(
                "SELECT state FROM rm_outbox WHERE message_id = ?", String.class, (Object) Uuids.bytes(id(no)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(
                request("/reliablemessages")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/actuator" + path));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
