package io.reliablemessage.service.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import io.reliablemessage.service.security.Callers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class SessionsTest {
    private final Api administrator;
    private final Api nobody;
    private final JdbcClient jdbc;
    private final Callers callers;
    private final LoginRetention retention;
    private final int port;
    private final String name = Api.name("ann");
    private String password = "";

    SessionsTest(
            RestTestClient http,
            JdbcClient jdbc,
            Callers callers,
            LoginRetention retention,
            @LocalServerPort int port) {
        administrator = Api.administrator(http);
        nobody = administrator.as("");
        this.jdbc = jdbc;
        this.callers = callers;
        this.retention = retention;
        this.port = port;
    }

    @BeforeEach
    void register() {
        password = administrator.password(name, Role.OPERATOR);
    }

    @Test
    void loginOpensASessionThatKnowsItsPerson() {
        JsonNode session =
                administrator.json(nobody.call(HttpMethod.POST, "/v1/sessions", Api.credentials(name, password)));
        assertThat(session.get("token").asString()).matches("rm_session_[A-Za-z0-9_-]{43}");
        assertThat(Instant.parse(session.get("expiresAt").asString()))
                .isBetween(now().plus(Duration.ofMinutes(479)), now().plus(Duration.ofHours(8)));
        nobody.as(session.get("token").asString())
                .get("/v1/sessions/current")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"name\":\"" + name + "\",\"displayName\":\"Person " + name
                        + "\",\"role\":\"OPERATOR\",\"passwordIsGiven\":true}");
        assertThat(audited(AuditAction.LOGGED_IN)).containsExactly(name + " OPERATOR operator " + name + " DONE");
        assertThat(jdbc.sql("SELECT last_login_at IS NOT NULL FROM operator WHERE name = :name")
                        .param("name", name)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void databaseHasOnlyTheHashOfTheToken() {
        String token = nobody.logIn(name, password);
        assertThat(jdbc.sql("SELECT COUNT(*) FROM operator_session WHERE token_hash = UNHEX(SHA2(:token, 256))")
                        .param("token", token)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(jdbc.sql("SELECT password_hash FROM operator WHERE name = :name")
                        .param("name", name)
                        .query(String.class)
                        .single())
                .startsWith("$2")
                .doesNotContain(password);
    }

    @Test
    void logoutEndsThisSessionAndNoOther() {
        Api one = nobody.as(nobody.logIn(name, password));
        Api other = nobody.as(nobody.logIn(name, password));
        one.delete("/v1/sessions/current").expectStatus().isNoContent();
        one.get("/v1/sessions/current").expectStatus().isUnauthorized();
        other.get("/v1/sessions/current").expectStatus().isOk();
        assertThat(audited(AuditAction.LOGGED_OUT)).containsExactly(name + " OPERATOR operator " + name + " DONE");
    }

    @Test
    void sessionEndsWhenItIsNotUsed() {
        String token = nobody.logIn(name, password);
        moveExpiry(token, -1);
        ended(token);
    }

    @Test
    void useMovesTheIdleEndOnButNotBeyondTheLastOne() {
        String token = nobody.logIn(name, password);
        moveExpiry(token, 60);
        nobody.as(token).get("/v1/sessions/current").expectStatus().isOk();
        assertThat(secondsLeft(token)).isBetween(1_700L, 1_800L);
        jdbc.sql(
                        "UPDATE operator_session SET ends_at = UTC_TIMESTAMP(3) + INTERVAL 100 SECOND, "
                                + "expires_at = UTC_TIMESTAMP(3) + INTERVAL 20 SECOND WHERE token_hash = UNHEX(SHA2(:token, 256))")
                .param("token", token)
                .update();
        callers.forget();
        nobody.as(token).get("/v1/sessions/current").expectStatus().isOk();
        assertThat(secondsLeft(token)).isBetween(90L, 100L);
    }

    @Test
    void useWritesAtMostOnceAMinute() {
        String token = nobody.logIn(name, password);
        moveExpiry(token, 1_770);
        nobody.as(token).get("/v1/sessions/current").expectStatus().isOk();
        assertThat(secondsLeft(token)).isLessThanOrEqualTo(1_770);
    }

    @Test
    void expiredSessionIsNotBroughtBackByUse() {
        String token = nobody.logIn(name, password);
        moveExpiry(token, -1);
        ended(token);
        callers.forget();
        ended(token);
        assertThat(secondsLeft(token)).isNegative();
    }

    @Test
    void dutyRemovesWhatHasEnded() {
        String ended = nobody.logIn(name, password);
        String running = nobody.logIn(name, password);
        moveExpiry(ended, -1);
        assertThat(retention.step(Set.of())).isFalse();
        assertThat(jdbc.sql("SELECT COUNT(*) FROM operator_session WHERE token_hash = UNHEX(SHA2(:token, 256))")
                        .param("token", ended)
                        .query(Integer.class)
                        .single())
                .isZero();
        nobody.as(running).get("/v1/sessions/current").expectStatus().isOk();
    }

    @Test
    void disabledPersonIsOutAtOnceAndStaysOut() {
        String token = nobody.logIn(name, password);
        nobody.as(token).get("/v1/sessions/current").expectStatus().isOk();
        administrator
                .put("/v1/operators/" + name, "{\"displayName\":\"Ann\",\"role\":\"OPERATOR\",\"disabled\":true}")
                .expectStatus()
                .isOk();
        nobody.as(token).get("/v1/sessions/current").expectStatus().isUnauthorized();
        wrong(name, password);
    }

    /** As on another node, which hears of it from the database only. */
    @Test
    void personDisabledElsewhereIsOutWithinASecond() {
        String token = nobody.logIn(name, password);
        nobody.as(token).get("/v1/sessions/current").expectStatus().isOk();
        jdbc.sql("UPDATE operator SET disabled = 1 WHERE name = :name")
                .param("name", name)
                .update();
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> nobody.as(token)
                        .get("/v1/sessions/current")
                        .expectStatus()
                        .isUnauthorized());
    }

    @Test
    void demotionHoldsForSessionsThatAreOpen() {
        String token = nobody.logIn(name, password);
        Api person = nobody.as(token);
        String payload = "/v1/messages/00000000-0000-7000-8000-000000000000/payload";
        person.get(payload).expectStatus().isNotFound();
        administrator
                .put("/v1/operators/" + name, "{\"displayName\":\"Ann\",\"role\":\"VIEWER\",\"disabled\":false}")
                .expectStatus()
                .isOk();
        person.get(payload).expectStatus().isForbidden();
    }

    @Test
    void wrongPasswordAndUnknownNameAreAnsweredAlike() {
        wrong(name, "not the password");
        wrong(Api.name("nobody"), "not the password");
        wrong(name.toUpperCase(Locale.ROOT), password);
        wrong(name + " ", password);
    }

    @Test
    void personWithoutPasswordCannotLogIn() {
        String fresh = Api.name("fresh");
        administrator
                .put("/v1/operators/" + fresh, "{\"displayName\":\"New\",\"role\":\"VIEWER\",\"disabled\":false}")
                .expectStatus()
                .isCreated();
        for (String guess : List.of("null", "x")) {
            wrong(fresh, guess);
        }
    }

    @Test
    void nameIsLockedAfterFiveFailuresWhoeverHasIt() throws Exception {
        String unknown = Api.name("nobody");
        for (String locked : List.of(name, unknown)) {
            for (int i = 0; i < 5; i++) {
                wrong(locked, "guess " + i);
            }
            HttpResponse<String> refused = send("POST", "/v1/sessions", "", Api.credentials(locked, password));
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers()
                            .firstValueAsLong(HttpHeaders.RETRY_AFTER)
                            .orElse(0))
                    .isBetween(50L, 60L);
        }
    }

    @Test
    void personLogsInThoughSomebodyElsewhereHasLockedTheName() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(logInFrom("198.51.100.7", "guess " + i)).isEqualTo(401);
        }
        assertThat(logInFrom("198.51.100.7", password)).isEqualTo(429);
        assertThat(logInFrom("203.0.113.9, 198.51.100.7, 10.0.0.1", password))
                .as("who forges what a proxy adds to")
                .isEqualTo(429);
        assertThat(logInFrom("203.0.113.9", password)).isEqualTo(201);
    }

    private int logInFrom(String forwarded, String typedPassword) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/sessions"))
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .header("X-Forwarded-For", forwarded)
                .POST(HttpRequest.BodyPublishers.ofString(Api.credentials(name, typedPassword)))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void eachFurtherFailureLocksForTwiceAsLongUpToAQuarterOfAnHour() {
        for (int i = 0; i < 5; i++) {
            wrong(name, "guess " + i);
        }
        for (int expected : List.of(120, 240, 480, 900, 900)) {
            unlock();
            wrong(name, "guess");
            assertThat(jdbc.sql(
                                    "SELECT TIMESTAMPDIFF(SECOND, failed_at, locked_until) FROM login_failure WHERE name_hash = :key")
                            .param("key", JdbcLoginFailures.key(name, "127.0.0.1"))
                            .query(Integer.class)
                            .single())
                    .isEqualTo(expected);
        }
        unlock();
        nobody.logIn(name, password);
        for (int i = 0; i < 4; i++) {
            wrong(name, "guess " + i);
        }
        nobody.logIn(name, password);
    }

    @Test
    void newPasswordUnlocks() {
        for (int i = 0; i < 5; i++) {
            wrong(name, "guess " + i);
        }
        nobody.logIn(name, administrator.password(name, Role.OPERATOR));
    }

    @Test
    void floodOfRefusalsLeavesOneEntryAndNoPasswordAnywhere(CapturedOutput output) throws Exception {
        for (int i = 0; i < 8; i++) {
            send("POST", "/v1/sessions", "", Api.credentials(name, "secret guess"));
            send("POST", "/v1/sessions", "", Api.credentials("typed password " + i, "secret guess"));
        }
        assertThat(audited(AuditAction.LOGIN_REFUSED))
                .containsExactly(name + " OPERATOR operator " + name + " REFUSED");
        List<String> entries = jdbc.sql(
                        "SELECT CONCAT_WS(' ', actor, target, detail) FROM audit WHERE action = 'LOGIN_REFUSED'")
                .query(String.class)
                .list();
        assertThat(entries).noneMatch(entry -> entry.contains("typed password") || entry.contains("secret"));
        assertThat(output)
                .doesNotContain("secret guess")
                .doesNotContain("typed password")
                .doesNotContain(password);
    }

    @Test
    void nobodyLogsInWithoutNameOrPassword() {
        for (String body : List.of("{}", "{\"name\":\"x\"}", "{\"name\":\"\",\"password\":\"x\"}")) {
            nobody.post("/v1/sessions", body).expectStatus().isBadRequest();
        }
    }

    @Test
    void ownPasswordIsChangedWithTheOldOneAndEndsOtherSessions() {
        Api here = nobody.as(nobody.logIn(name, password));
        Api there = nobody.as(nobody.logIn(name, password));
        there.get("/v1/sessions/current").expectStatus().isOk();
        refusedChange(here, "wrong", "a new password", "current");
        refusedChange(here, password, "too short", "replacement");
        refusedChange(here, password, "x".repeat(129), "replacement");
        refusedChange(here, password, password, "replacement");
        here.put("/v1/sessions/current/password", change(password, "x".repeat(128)))
                .expectStatus()
                .isNoContent();
        there.get("/v1/sessions/current").expectStatus().isUnauthorized();
        here.get("/v1/sessions/current")
                .expectBody()
                .jsonPath("$.passwordIsGiven")
                .isEqualTo(false);
        wrong(name, password);
        wrong(name, "x".repeat(127) + "y");
        nobody.logIn(name, "x".repeat(128));
        assertThat(audited(AuditAction.PASSWORD_CHANGED)).hasSize(1);
    }

    @Test
    void guessingTheOldPasswordIsLimitedAsLoginsAre() throws Exception {
        String token = nobody.logIn(name, password);
        for (int i = 0; i < 5; i++) {
            refusedChange(nobody.as(token), "guess " + i, "a new password", "current");
        }
        assertThat(send("PUT", "/v1/sessions/current/password", token, change(password, "a new password"))
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void administratorsTokenIsNoSession() {
        administrator
                .get("/v1/sessions/current")
                .expectBody()
                .json("{\"name\":\"first administrator\",\"displayName\":\"first administrator\","
                        + "\"role\":\"ADMINISTRATOR\",\"passwordIsGiven\":false}");
        administrator.delete("/v1/sessions/current").expectStatus().isEqualTo(HttpStatus.CONFLICT);
        administrator
                .put("/v1/sessions/current/password", change(password, "a new password"))
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT);
        administrator.get("/v1/topics").expectStatus().isOk();
    }

    @Test
    void withoutIssuerNobodyLogsInByIdentityToken() {
        nobody.post("/v1/sessions/oidc", "{\"idToken\":\"x\"}").expectStatus().isNotFound();
    }

    /** With a client that does not wait and repeat when it is told to come again later. */
    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void wrong(String typedName, String typedPassword) {
        nobody.post("/v1/sessions", Api.credentials(typedName, typedPassword))
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The name or the password is wrong");
    }

    private void ended(String token) {
        nobody.as(token)
                .get("/v1/sessions/current")
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The session has ended; log in again");
    }

    private static void refusedChange(Api person, String current, String replacement, String field) {
        person.put("/v1/sessions/current/password", change(current, replacement))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.field")
                .isEqualTo(field);
    }

    private static String change(String current, String replacement) {
        return Api.body(Map.of("current", current, "replacement", replacement));
    }

    private void moveExpiry(String token, int seconds) {
        jdbc.sql("UPDATE operator_session SET expires_at = UTC_TIMESTAMP(3) + INTERVAL :seconds SECOND "
                        + "WHERE token_hash = UNHEX(SHA2(:token, 256))")
                .param("seconds", seconds)
                .param("token", token)
                .update();
        callers.forget();
    }

    private long secondsLeft(String token) {
        return jdbc.sql("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), expires_at) FROM operator_session "
                        + "WHERE token_hash = UNHEX(SHA2(:token, 256))")
                .param("token", token)
                .query(Long.class)
                .single();
    }

    private void unlock() {
        jdbc.sql("UPDATE login_failure SET locked_until = UTC_TIMESTAMP(3) WHERE name_hash = :key")
                .param("key", JdbcLoginFailures.key(name, "127.0.0.1"))
                .update();
    }

    private List<String> audited(AuditAction action) {
        return jdbc.sql(
                        "SELECT CONCAT_WS(' ', actor, role, target, outcome) FROM audit WHERE actor = :name AND action = :action")
                .param("name", name)
                .param("action", action.name())
                .query(String.class)
                .list();
    }

    private Instant now() {
        return jdbc.sql("SELECT UTC_TIMESTAMP(3)")
                .query(LocalDateTime.class)
                .single()
                .toInstant(ZoneOffset.UTC);
    }
}
