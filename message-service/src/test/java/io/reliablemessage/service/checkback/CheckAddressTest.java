package io.reliablemessage.service.checkback;

import static io.reliablemessage.service.checkback.StubApplication.respond;
import static io.reliablemessage.service.checkback.StubApplication.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class CheckAddressTest {
    private final Api administrator;
    private final JdbcClient jdbc;
    private final StubApplication stub = new StubApplication();
    private final String name = Api.name("asked");

    CheckAddressTest(RestTestClient http, JdbcClient jdbc) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void saysThatTheApplicationAnswersProperly() {
        register(stub.url());
        stub.says(Verdict.COMMITTED);
        tryOut(true, null);
        assertThat(stub.questions).hasSize(1);
        assertThat(stub.questions.get(0).application()).isEqualTo(name);
        assertThat(stub.questions.get(0).items()).isEmpty();
        assertThat(audited()).containsExactly("first administrator ADMINISTRATOR DONE");
    }

    @Test
    void saysInWordsWhatIsWrong() {
        register(stub.url());
        stub.replies((exchange, question) -> respond(exchange, 404, "text/plain", new byte[0]));
        tryOut(false, "HTTP status 404: nothing answers check-backs at this path");
        stub.replies((exchange, question) ->
                respond(exchange, 200, "text/html", "<h1>Welcome".getBytes(StandardCharsets.UTF_8)));
        tryOut(false, "The answer is not JSON; its content type is text/html");
        stub.replies((exchange, question) ->
                respond(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8)));
        tryOut(false, "The answer is not signed");
        stub.replies((exchange, question) -> signed(
                exchange,
                "{\"requestId\":\"00000000-0000-7000-8000-000000000000\",\"verdicts\":[]}"
                        .getBytes(StandardCharsets.UTF_8),
                question.askedAt().toEpochMilli(),
                stub.token));
        tryOut(false, "The answer is to another question");
        assertThat(audited()).hasSize(4).allMatch("first administrator ADMINISTRATOR FAILED"::equals);
    }

    @Test
    void applicationWithAnotherTokenRefusesTheQuestion() {
        register(stub.url());
        stub.token = "another-token";
        tryOut(false, "HTTP status 401: it does not accept the signature");
    }

    @Test
    void rulesForAddressesHold() {
        register("http://169.254.169.254/latest/meta-data");
        tryOut(false, "reliable-message.check-back.allowed-networks does not allow");
    }

    @Test
    void nobodyThereAndNoAddressAreAnswersToo() {
        register("http://127.0.0.1:1/check");
        tryOut(false, "Connect");
        administrator.put("/v1/applications/" + name, "{}");
        tryOut(false, "The application has no check address");
        administrator
                .post("/v1/applications/" + Api.name("ghost") + "/check-address/try", null)
                .expectStatus()
                .isNotFound();
    }

    @Test
    void onlyAdministratorsTry() {
        register(stub.url());
        administrator
                .person(Api.name("bob"), Role.OPERATOR)
                .post("/v1/applications/" + name + "/check-address/try", null)
                .expectStatus()
                .isForbidden();
        assertThat(stub.questions).isEmpty();
    }

    private void register(String url) {
        administrator.call(HttpMethod.PUT, "/v1/applications/" + name, Api.body("checkUrl", url));
        stub.token = administrator
                .json(administrator.call(HttpMethod.POST, "/v1/applications/" + name + "/tokens", null))
                .get("token")
                .asString();
    }

    private void tryOut(boolean reachable, @Nullable String problem) {
        JsonNode trial = administrator.json(
                administrator.call(HttpMethod.POST, "/v1/applications/" + name + "/check-address/try", null));
        assertThat(trial.get("reachable").asBoolean()).isEqualTo(reachable);
        assertThat(trial.get("millis").asInt()).isBetween(0, 10_000);
        if (problem == null) {
            assertThat(trial.has("problem")).isFalse();
        } else {
            assertThat(trial.get("problem").asString()).contains(problem);
        }
    }

    private List<String> audited() {
        return jdbc.sql(
                        "SELECT CONCAT_WS(' ', actor, role, outcome) FROM audit WHERE action = 'CHECK_ADDRESS_TRIED' AND target = :target")
                .param("target", "application " + name)
                .query(String.class)
                .list();
    }
}
