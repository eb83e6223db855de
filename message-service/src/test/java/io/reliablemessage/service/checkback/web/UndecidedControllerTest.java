package io.reliablemessage.service.checkback.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.outbox.Ids;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
class UndecidedControllerTest {
    private static final String REASON = Api.body("reason", "the order is paid");

    private final Api administrator;
    private final JdbcTemplate jdbc;

    UndecidedControllerTest(RestTestClient http, JdbcTemplate jdbc) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
    }

    @Test
    void administratorDecidesOnceAndOnlyWhatIsUndecided() {
        UUID id = prepared();
        refused(id, 409, "The message is PREPARED; only UNDECIDED messages are decided by an operator");
        makeUndecided(id);
        administrator
                .post("/v1/messages/" + id + "/cancel-undecided", REASON)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("CANCELLED");
        refused(id, 409, "The message is CANCELLED; only UNDECIDED messages are decided by an operator");
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT_WS(' ', action, outcome, state_before, state_after, reason, detail) FROM audit"
                                + " WHERE target = ? ORDER BY number",
                        String.class,
                        "message " + id))
                .containsExactly(
                        "MESSAGE_COMMITTED REFUSED the order is paid"
                                + " The message is PREPARED; only UNDECIDED messages are decided by an operator",
                        "MESSAGE_CANCELLED DONE {\"state\":\"UNDECIDED\"} {\"state\":\"CANCELLED\"} the order is paid",
                        "MESSAGE_COMMITTED REFUSED the order is paid"
                                + " The message is CANCELLED; only UNDECIDED messages are decided by an operator");
    }

    @Test
    void unknownMessageAndMissingOrLongReasonAreRefused() {
        UUID unknown = Producer.newId();
        refused(unknown, 404, "There is no message " + unknown);
        for (String body : List.of("{}", Api.body("reason", "  "), Api.body("reason", "x".repeat(501)))) {
            administrator
                    .post("/v1/messages/" + unknown + "/commit", body)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.field")
                    .isEqualTo("reason");
        }
    }

    @Test
    void applicationsMayNeitherDecideNorSeeTheScheduler() {
        UUID id = prepared();
        makeUndecided(id);
        Api application = administrator.application(Api.name("app"));
        application
                .post("/v1/messages/" + id + "/commit", REASON)
                .expectStatus()
                .isForbidden();
        application.get("/v1/scheduler").expectStatus().isForbidden();
        administrator
                .get("/v1/scheduler")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.turns")
                .isArray();
    }

    @Test
    void livenessDoesNotAskTheDatabase() {
        administrator
                .as("")
                .get("/actuator/health/liveness")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.db")
                .doesNotExist();
        administrator
                .as("")
                .get("/actuator/health/readiness")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.db.status")
                .isEqualTo("UP");
    }

    private void refused(UUID id, int status, String detail) {
        administrator
                .post("/v1/messages/" + id + "/commit", REASON)
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo(detail);
    }

    private UUID prepared() {
        Api application = administrator.application(Api.name("app"));
        NewMessage message = Producer.message(administrator.topic("{}"));
        application.call(HttpMethod.POST, "/v1/messages/prepare", Api.body(new MessageBatch(List.of(message))));
        return message.id();
    }

    private void makeUndecided(UUID id) {
        jdbc.update("UPDATE message SET state = 'UNDECIDED', due_at = NULL, due_shard = NULL WHERE id = ?", (Object)
                Ids.toBytes(id));
    }
}
