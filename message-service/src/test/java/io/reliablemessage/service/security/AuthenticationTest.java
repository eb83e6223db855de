package io.reliablemessage.service.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class AuthenticationTest {
    private final Api administrator;
    private final JdbcClient jdbc;
    private final Callers callers;

    AuthenticationTest(RestTestClient http, JdbcClient jdbc, Callers callers) {
        administrator = Api.administrator(http);
        this.jdbc = jdbc;
        this.callers = callers;
    }

    @Test
    void asksForTokenWhereNoneIsGiven() {
        administrator
                .as("")
                .get("/v1/topics")
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"reliable-message\"")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(401)
                .jsonPath("$.type")
                .isEqualTo("about:blank")
                .jsonPath("$.title")
                .isEqualTo("Unauthorized")
                .jsonPath("$.instance")
                .isEqualTo("/v1/topics");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm_app_guessed", "x"})
    void refusesUnknownTokens(String token) {
        administrator
                .as(token)
                .get("/v1/topics")
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .value(
                        HttpHeaders.WWW_AUTHENTICATE,
                        header -> assertThat(header).contains("invalid_token"))
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The token is unknown or was revoked");
    }

    @Test
    void saysThatTokenExpired() {
        String name = Api.name("app");
        Api application = administrator.application(name);
        application.get("/v1/client-configuration").expectStatus().isOk();
        jdbc.sql("""
                UPDATE credential SET expires_at = UTC_TIMESTAMP(3)
                 WHERE application_id = (SELECT id FROM application WHERE name = :name)
                """).param("name", name).update();
        callers.forget();
        application
                .get("/v1/client-configuration")
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The token has expired; ask an administrator for a new one");
    }

    @Test
    void olderTokenWorksThroughItsOverlapAndThenNoLonger() {
        String name = Api.name("app");
        Api first = administrator.application(name);
        Api second = first.as(issue(name, "{\"label\":\"second\",\"overlap\":\"PT1H\"}")
                .get("token")
                .asString());
        first.get("/v1/client-configuration").expectStatus().isOk();
        second.get("/v1/client-configuration").expectStatus().isOk();

        Api third = first.as(issue(name, "{\"overlap\":\"PT0S\"}").get("token").asString());
        third.get("/v1/client-configuration")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.application")
                .isEqualTo(name);
        first.get("/v1/client-configuration").expectStatus().isUnauthorized();
        second.get("/v1/client-configuration").expectStatus().isUnauthorized();
    }

    @Test
    void shorterRestOfOlderTokenIsNotProlonged() {
        String name = Api.name("app");
        administrator.application(name);
        issue(name, "{\"overlap\":\"PT1M\"}");
        issue(name, "{\"overlap\":\"PT10H\"}");
        Long minutes = jdbc.sql("""
                        SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(3), MIN(expires_at)) FROM credential
                         WHERE application_id = (SELECT id FROM application WHERE name = :name)
                        """).param("name", name).query(Long.class).single();
        assertThat(minutes).isLessThanOrEqualTo(1);
    }

    @Test
    void revokedTokenIsRefusedAtOnce() {
        String name = Api.name("app");
        administrator.application(name);
        JsonNode issued = issue(name, null);
        Api application = administrator.as(issued.get("token").asString());
        application.get("/v1/client-configuration").expectStatus().isOk();
        administrator
                .delete("/v1/applications/" + name + "/tokens/" + issued.get("tokenId"))
                .expectStatus()
                .isNoContent();
        application.get("/v1/client-configuration").expectStatus().isUnauthorized();
        administrator
                .delete("/v1/applications/" + name + "/tokens/" + issued.get("tokenId"))
                .expectStatus()
                .isNotFound();
    }

    @Test
    void keepsHashesOnly() {
        String name = Api.name("app");
        administrator.application(name);
        JsonNode issued = issue(name, null);
        assertThat(issued.get("token").asString()).matches("rm_app_[A-Za-z0-9_-]{43}");
        byte[] hash = jdbc.sql("SELECT token_hash FROM credential WHERE id = :id")
                .param("id", issued.get("tokenId").asInt())
                .query(byte[].class)
                .single();
        assertThat(hash).isEqualTo(NewToken.hash(issued.get("token").asString()));
        administrator
                .get("/v1/applications/" + name + "/tokens")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(2)
                .jsonPath("$.items[0].token")
                .doesNotExist();
    }

    @Test
    void givesNoMoreTokensThanOneCheckBackCanBeSignedFor() {
        String name = Api.name("app");
        administrator.application(name);
        for (int i = 1; i < 8; i++) {
            issue(name, null);
        }
        administrator
                .post("/v1/applications/" + name + "/tokens", null)
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT)
                .expectBody()
                .jsonPath("$.limit")
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/topics",
        "PUT, /v1/topics/mine",
        "GET, /v1/applications",
        "PUT, /v1/applications/mine",
        "POST, /v1/applications/mine/tokens",
        "GET, /v1/dead-letters",
        "POST, /v1/dead-letters/00000000-0000-7000-8000-000000000000/replay",
        "POST, /v1/dead-letters/00000000-0000-7000-8000-000000000000/discard",
        "POST, /v1/messages/00000000-0000-7000-8000-000000000000/commit",
        "POST, /v1/messages/00000000-0000-7000-8000-000000000000/cancel-undecided",
        "GET, /v1/scheduler",
        "GET, /v1/something-added-later",
        "GET, /actuator/env"
    })
    void managementIsClosedToApplications(String method, String path) {
        administrator
                .application(Api.name("app"))
                .exchange(HttpMethod.valueOf(method), path, method.equals("GET") ? null : "{}")
                .expectStatus()
                .isForbidden()
                .expectHeader()
                .exists(HttpHeaders.WWW_AUTHENTICATE)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/messages/prepare",
        "POST, /v1/messages/submit",
        "POST, /v1/messages/confirm",
        "POST, /v1/messages/cancel",
        "POST, /v1/receipts",
        "GET, /v1/client-configuration",
        "GET, /actuator/env"
    })
    void messagesAreClosedToAdministrators(String method, String path) {
        administrator
                .exchange(HttpMethod.valueOf(method), path, method.equals("GET") ? null : "{}")
                .expectStatus()
                .isForbidden();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/prometheus", "/v3/api-docs"})
    void watchersNeedNoToken(String path) {
        administrator.as("").get(path).expectStatus().isOk();
    }

    @Test
    void sendsSecurityHeadersAndNoCookie() {
        administrator
                .get("/v1/topics")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .exists("Content-Security-Policy")
                .expectHeader()
                .doesNotExist(HttpHeaders.SET_COOKIE);
    }

    private JsonNode issue(String application, String body) {
        return administrator.json(
                administrator.call(HttpMethod.POST, "/v1/applications/" + application + "/tokens", body));
    }
}
