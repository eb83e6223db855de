package io.reliablemessage.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.alert.Alert;
import io.reliablemessage.service.alert.AlertKind;
import io.reliablemessage.service.alert.Alerts;
import io.reliablemessage.service.outbox.Transactions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class WebhooksTest {
    private static final String SECRET = "a-secret-nobody-sees";
    private static final String TOKEN = "t0ken-nobody-sees";

    private final Api administrator;
    private final JdbcClient jdbc;
    private final Alerts alerts;
    private final Transactions transactions;
    private final WebhookDuty duty;
    private final String name = Api.name("hook");
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile String answer = "{\"errcode\":0,\"errmsg\":\"ok\"}";
    private HttpServer server;

    WebhooksTest(RestTestClient http, JdbcClient jdbc, Alerts alerts, Transactions transactions, WebhookDuty duty) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.alerts = alerts;
        this.transactions = transactions;
        this.duty = duty;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        register("DINGTALK");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        jdbc.sql("DELETE FROM webhook_call").update();
    }

    @Test
    void secretsGoInAndNeverOut(CapturedOutput output) {
        String details = administrator.call(HttpMethod.GET, "/v1/webhooks/" + name, null);
        JsonNode webhook = administrator.json(details);
        assertThat(webhook.get("url").asString()).isEqualTo("http://127.0.0.1:" + port() + "/");
        assertThat(webhook.get("signed").asBoolean()).isTrue();
        answer = "{\"errcode\":310000,\"errmsg\":\"no access for " + TOKEN + "\"}";
        String trial = administrator.call(HttpMethod.POST, "/v1/webhooks/" + name + "/trial", null);
        administrator.call(HttpMethod.PUT, "/v1/webhooks/" + name, rules("DINGTALK", "/other", null));
        String audit = String.join(
                "\n",
                jdbc.sql("SELECT CONCAT_WS(' ', state_before, state_after, detail) FROM audit WHERE target = :target")
                        .param("target", "webhook " + name)
                        .query(String.class)
                        .list());
        String list = administrator.call(HttpMethod.GET, "/v1/webhooks", null);
        assertThat(List.of(details, trial, audit, list, output.getAll()))
                .allSatisfy(text -> assertThat(text).doesNotContain(SECRET, TOKEN, "robot/send"));
        assertThat(trial).contains("errcode 310000: no access for …");
        assertThat(list).contains("errcode 310000");
        assertThat(audit).contains("\"signed\":true");
    }

    /** An answer that repeats the address is shown up to some length; no part of a token may lie before it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s/%2$s is no hook, nor is %2$s",
                "<p>..........................................................................................................................................................</p> no page %1$s/%2$s",
                "%3$s%2$s",
                "%4$s%1$s/%2$s"
            })
    void noPartOfATokenIsLeftOfAnAnswerThatIsCut(String echo, CapturedOutput output) {
        String path = "/services/T0AAAAAAAA/B0BBBBBBBB";
        String token = "abcdefghijklmnopqrstuvwx";
        administrator.call(HttpMethod.PUT, "/v1/webhooks/" + name, rules("SLACK", path + "/" + token, null));
        answer = echo.formatted(path, token, " ".repeat(4_096 - 12), "\t".repeat(4_096 - 50));
        String trial = administrator.call(HttpMethod.POST, "/v1/webhooks/" + name + "/trial", null);
        tell(alert());
        work();
        String details = administrator.call(HttpMethod.GET, "/v1/webhooks/" + name, null);
        String audit = jdbc.sql("SELECT detail FROM audit WHERE target = :target AND action = 'WEBHOOK_TRIED'")
                .param("target", "webhook " + name)
                .query(String.class)
                .single();
        assertThat(trial).contains("The answer is not ok");
        assertThat(List.of(trial, details, audit, output.getAll()))
                .allSatisfy(text -> assertThat(text).doesNotContain("abcdefg", "AAAAAAA", "BBBBBBB"));
    }

    @Test
    void theSecretStaysWhenItIsLeftOut() {
        administrator.call(HttpMethod.PUT, "/v1/webhooks/" + name, rules("FEISHU", "/other", null));
        assertThat(jdbc.sql("SELECT secret FROM webhook WHERE name = :name")
                        .param("name", name)
                        .query(String.class)
                        .single())
                .isEqualTo(SECRET);
        administrator.call(HttpMethod.PUT, "/v1/webhooks/" + name, rules("SLACK", "/other", null));
        assertThat(administrator
                        .json(administrator.call(HttpMethod.GET, "/v1/webhooks/" + name, null))
                        .get("signed")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|url",
                "{\"url\":\"http://h/\"}|kind",
                "{\"kind\":\"JSON\",\"url\":\"ftp://h/\"}|url",
                "{\"kind\":\"JSON\",\"url\":\"http://user:word@h/\"}|url",
                "{\"kind\":\"JSON\",\"url\":\"http://h/\",\"secret\":\"short\"}|secret",
                "{\"kind\":\"WECOM\",\"url\":\"http://h/\",\"secret\":\"long enough\"}|secret",
                "{\"kind\":\"JSON\",\"url\":\"http://h/\",\"language\":\"fr\"}|language"
            })
    void badRulesAreRefusedByField(String rules, String field) {
        administrator
                .put("/v1/webhooks/" + Api.name("bad"), rules)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
    }

    @Test
    void onlyAdministratorsSetThemAndViewersRead() {
        Api operator = administrator.person(Api.name("bob"), Role.OPERATOR);
        operator.get("/v1/webhooks/" + name).expectStatus().isOk();
        operator.put("/v1/webhooks/" + name, rules("JSON", "/", null))
                .expectStatus()
                .isForbidden();
        operator.delete("/v1/webhooks/" + name).expectStatus().isForbidden();
        operator.post("/v1/webhooks/" + name + "/trial", null).expectStatus().isForbidden();
        assertThat(bodies).isEmpty();
    }

    @Test
    void onlyPermittedAddressesAreCalled() {
        administrator.call(
                HttpMethod.PUT,
                "/v1/webhooks/" + name,
                "{\"kind\":\"JSON\",\"url\":\"http://169.254.169.254/" + TOKEN + "\"}");
        JsonNode trial =
                administrator.json(administrator.call(HttpMethod.POST, "/v1/webhooks/" + name + "/trial", null));
        assertThat(trial.get("accepted").asBoolean()).isFalse();
        assertThat(trial.get("problem").asString())
                .contains("allowed-networks does not allow")
                .doesNotContain(TOKEN);
    }

    @Test
    void alertIsToldOnceHoweverOftenItIsRaised() {
        Alert alert = alert();
        tell(alert);
        tell(alert);
        work();
        tell(alert);
        work();
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).contains("orders").contains("the books differ");
        assertThat(states()).containsExactly("SENT 1");
    }

    @Test
    void alertOfAnUndoneTransactionIsNotTold() {
        assertThatThrownBy(() -> transactions.run(() -> {
                    alerts.tell(alert());
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        work();
        assertThat(bodies).isEmpty();
    }

    @Test
    void refusalIsTriedAgainAndGivenUpInTheEnd(CapturedOutput output) {
        answer = "{\"errcode\":130101,\"errmsg\":\"send too fast\"}";
        Alert alert = alert();
        tell(alert);
        for (int i = 0; i < 8; i++) {
            work();
            work();
            makeDue();
        }
        work();
        assertThat(bodies).hasSize(8);
        assertThat(states()).containsExactly("GIVEN_UP 8");
        assertThat(output.getAll())
                .contains("was not told of DISCREPANCIES, " + alert.id())
                .contains("is given up");
        assertThat(administrator
                        .json(administrator.call(HttpMethod.GET, "/v1/webhooks/" + name, null))
                        .get("lastProblem")
                        .asString())
                .isEqualTo("errcode 130101: send too fast");
    }

    @Test
    void whatWaitsForAPlaceThatDoesNotAnswerWaitsWithItsFirstCall() {
        answer = "nonsense";
        tell(alert());
        tell(alert());
        tell(alert());
        work();
        assertThat(bodies.size()).isLessThanOrEqualTo(2);
        answer = "{\"errcode\":0}";
        makeDue();
        work();
        assertThat(states()).allMatch(state -> state.startsWith("SENT"));
    }

    @Test
    void nodeThatDiedAfterItsClaimLeavesTheCallToTheNext() {
        tell(alert());
        jdbc.sql("UPDATE webhook_call SET attempts = 1, due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND")
                .update();
        work();
        assertThat(states()).containsExactly("SENT 2");
    }

    @Test
    void nodesAtOnceMakeOneCall() throws Exception {
        for (int round = 0; round < 5; round++) {
            tell(alert());
            CyclicBarrier together = new CyclicBarrier(4);
            try (var threads = new Threads()) {
                for (Future<?> each : IntStream.range(0, 4)
                        .mapToObj(i -> threads.pool.submit(() -> {
                            together.await();
                            return duty.step(Set.of());
                        }))
                        .toList()) {
                    each.get();
                }
            }
        }
        work();
        assertThat(bodies).hasSize(5);
    }

    @Test
    void beyondTheHoursLimitOneSummaryTellsOfTheRest() {
        for (int i = 0; i < 23; i++) {
            tell(alert());
        }
        work();
        assertThat(bodies).hasSize(20);
        work();
        assertThat(bodies).hasSize(20);
        jdbc.sql("UPDATE webhook SET window_from = UTC_TIMESTAMP(3) - INTERVAL 61 MINUTE WHERE name = :name")
                .param("name", name)
                .update();
        work();
        assertThat(bodies).hasSize(21);
        assertThat(bodies.get(20)).contains("further alerts").contains("runs with discrepancies 3");
        assertThat(states().stream().filter("SUMMED_UP 0"::equals)).hasSize(3);
    }

    @Test
    void removedWebhookIsNotToldAnyMore() {
        tell(alert());
        administrator.delete("/v1/webhooks/" + name).expectStatus().isNoContent();
        tell(alert());
        work();
        assertThat(bodies).isEmpty();
        assertThat(states()).containsExactly("GIVEN_UP 0");
        administrator.delete("/v1/webhooks/" + name).expectStatus().isNotFound();
    }

    @Test
    void oldCallsAreForgotten() {
        tell(alert());
        work();
        jdbc.sql("UPDATE webhook_call SET done_at = UTC_TIMESTAMP(3) - INTERVAL 8 DAY")
                .update();
        work();
        assertThat(states()).isEmpty();
    }

    private void tell(Alert alert) {
        transactions.run(() -> alerts.tell(alert));
    }

    /** As the scheduler does. */
    private void work() {
        while (duty.step(Set.of())) {
            // There may be more.
        }
    }

    private void makeDue() {
        jdbc.sql("UPDATE webhook_call SET due_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE state = 'WAITING'")
                .update();
    }

    private List<String> states() {
        return jdbc.sql("SELECT CONCAT(state, ' ', attempts) FROM webhook_call ORDER BY id")
                .query(String.class)
                .list();
    }

    private void register(String kind) {
        administrator.call(
                HttpMethod.PUT, "/v1/webhooks/" + name, rules(kind, "/robot/send?access_token=" + TOKEN, SECRET));
    }

    private String rules(String kind, String path, String secret) {
        String url = "http://127.0.0.1:" + port() + path;
        return Api.body(
                secret == null ? Map.of("kind", kind, "url", url) : Map.of("kind", kind, "url", url, "secret", secret));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private Alert alert() {
        return Alert.ofRun(
                AlertKind.DISCREPANCIES,
                UUID.randomUUID(),
                "orders",
                Instant.parse("2026-11-30T10:00:00Z"),
                Instant.parse("2026-11-30T10:10:00Z"),
                Map.of("MISSING_MESSAGE", 2L),
                null,
                List.of(name));
    }

    private static final class Threads implements AutoCloseable {
        private final java.util.concurrent.ExecutorService pool = Executors.newFixedThreadPool(4);

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }
}
