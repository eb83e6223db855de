package io.reliablemessage.service.outbox.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.ServiceTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@ServiceTest
class PayloadTest {
    private static final String PAYLOAD = "{\"card\":\"4111-1111\",\"lines\":[{\"n\":7}]}";

    private final Api administrator;
    private final JdbcClient jdbc;
    private Api application;
    private UUID id = Producer.newId();

    PayloadTest(RestTestClient http, JdbcClient jdbc) {
        administrator = Api.administrator(http);
        application = administrator;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void send() {
        application = administrator.application(Api.name("app"));
        send(
                "\"contentType\":\"application/json\",\"headers\":{\"customer\":\"Ann\"},\"orderingKey\":\"account 4112\",\"text\":"
                        + Api.body(PAYLOAD));
    }

    @Test
    void peopleAndAdministratorsTokensSeeItMasked() {
        for (Api person : List.of(
                administrator,
                administrator.person(Api.name("ann"), Role.VIEWER),
                administrator.person(Api.name("eve"), Role.ADMINISTRATOR))) {
            String body = person.call(HttpMethod.GET, "/v1/messages/" + id, null);
            assertThat(administrator.json(body).get("masked").asBoolean()).isTrue();
            assertThat(administrator.json(body).get("text").asString())
                    .isEqualTo("{\"card\":\"•••\",\"lines\":[{\"n\":\"•••\"}]}");
            assertThat(administrator.json(body).get("headers").get("customer").asString())
                    .isEqualTo("•••");
            assertThat(body).doesNotContain("4111").doesNotContain("4112").doesNotContain("Ann");
        }
        assertThat(seen()).isEmpty();
    }

    @Test
    void applicationSeesItsOwnOpenAndNobodyElses() {
        application
                .get("/v1/messages/" + id)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.text")
                .isEqualTo(PAYLOAD)
                .jsonPath("$.headers.customer")
                .isEqualTo("Ann")
                .jsonPath("$.orderingKey")
                .isEqualTo("account 4112")
                .jsonPath("$.masked")
                .isEqualTo(false);
        Api other = administrator.application(Api.name("app"));
        other.get("/v1/messages/" + id).expectStatus().isNotFound();
        application.get("/v1/messages/" + id + "/payload").expectStatus().isForbidden();
    }

    @Test
    void saysAfterHowManyAttemptsTheBudgetIsUsedUpAndWhoSaysSo() {
        limitOf(id)
                .jsonPath("$.attemptLimit.ownOfMessage")
                .isEqualTo(false)
                .jsonPath("$.attemptLimit.attempts")
                .isEqualTo(16);
        send("\"text\":\"1\",\"maxAttempts\":3");
        limitOf(id)
                .jsonPath("$.attemptLimit.ownOfMessage")
                .isEqualTo(true)
                .jsonPath("$.attemptLimit.attempts")
                .isEqualTo(3);
    }

    private RestTestClient.BodyContentSpec limitOf(UUID message) {
        return administrator
                .get("/v1/messages/" + message)
                .expectStatus()
                .isOk()
                .expectBody();
    }

    @Test
    void seeingThePayloadIsRecorded() {
        String name = Api.name("bob");
        Api operator = administrator.person(name, Role.OPERATOR);
        operator.get("/v1/messages/" + id + "/payload")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.contentType")
                .isEqualTo("application/json")
                .jsonPath("$.size")
                .isEqualTo(PAYLOAD.length())
                .jsonPath("$.text")
                .isEqualTo(PAYLOAD);
        assertThat(seen()).containsExactly(name + " OPERATOR DONE");
    }

    @Test
    void viewerMayNotSeeThePayload() {
        administrator
                .person(Api.name("ann"), Role.VIEWER)
                .get("/v1/messages/" + id + "/payload")
                .expectStatus()
                .isForbidden();
        assertThat(seen()).isEmpty();
    }

    @Test
    void bytesAreShownAsBytesAndMaskedToNothing() {
        send("\"contentType\":\"application/octet-stream\",\"bytes\":\"/wD/\"");
        administrator
                .get("/v1/messages/" + id)
                .expectBody()
                .jsonPath("$.bytes")
                .doesNotExist()
                .jsonPath("$.text")
                .doesNotExist()
                .jsonPath("$.masked")
                .isEqualTo(true);
        administrator
                .get("/v1/messages/" + id + "/payload")
                .expectBody()
                .jsonPath("$.bytes")
                .isEqualTo("/wD/")
                .jsonPath("$.size")
                .isEqualTo(3);
    }

    @Test
    void unknownMessageHasNoPayloadAndLeavesNoEntry() {
        id = Producer.newId();
        administrator.get("/v1/messages/" + id + "/payload").expectStatus().isNotFound();
        assertThat(seen()).isEmpty();
    }

    private void send(String content) {
        id = Producer.newId();
        String topic = administrator.topic("{}");
        assertThat(application.call(
                        HttpMethod.POST,
                        "/v1/messages/submit",
                        "{\"messages\":[{\"id\":\"" + id + "\",\"topic\":\"" + topic + "\"," + content + "}]}"))
                .contains("APPLIED");
    }

    private List<String> seen() {
        return jdbc.sql(
                        "SELECT CONCAT_WS(' ', actor, role, outcome) FROM audit WHERE action = 'PAYLOAD_SEEN' AND target = :target")
                .param("target", "message " + id)
                .query(String.class)
                .list();
    }
}
