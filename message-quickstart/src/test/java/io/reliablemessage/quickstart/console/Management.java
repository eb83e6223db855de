package io.reliablemessage.quickstart.console;

import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.Credentials;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.IssuedPassword;
import io.reliablemessage.protocol.management.IssuedSession;
import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.PasswordChange;
import io.reliablemessage.protocol.management.Role;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** message-service's management API: what the console should have brought about, and what it does not do. */
final class Management {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String PASSWORD = "correct horse battery staple";

    private final String service;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    /** @param token an administrator's */
    Management(String service, String token) {
        this.service = service;
        this.token = token;
    }

    <T> T get(String path, Class<T> type) {
        return json.readValue(call("GET", path, token, null), type);
    }

    <T> List<T> list(String path, Class<T> type) {
        JavaType page = json.getTypeFactory().constructParametricType(Page.class, type);
        Page<T> read = json.readValue(call("GET", path, token, null), page);
        return read.items();
    }

    void put(String path, Object content) {
        call("PUT", path, token, content);
    }

    void delete(String path) {
        call("DELETE", path, token, null);
    }

    <T> T post(String path, Object content, Class<T> type) {
        return json.readValue(call("POST", path, token, content), type);
    }

    /** Fails if the token does not open this. */
    void check(String path, String as) {
        call("GET", path, as, null);
    }

    /** Calls with another token than the administrator's. */
    void send(String path, String as, Object content) {
        call("POST", path, as, content);
    }

    /** How many open dead letters there are, of the newest 200. */
    long openCases() {
        return list("/v1/dead-letters?limit=200", DeadLetterDetails.class).size();
    }

    /** How many open dead letters the group has with this in their error, of the newest 200. */
    long openCases(String group, String error) {
        return list("/v1/dead-letters?limit=200&group=" + group + "&error=" + error, DeadLetterDetails.class)
                .size();
    }

    /** What is written about a target, newest first. */
    List<AuditEntry> trail(String target) {
        return list("/v1/audit?target=" + URLEncoder.encode(target, StandardCharsets.UTF_8), AuditEntry.class);
    }

    /** Makes a person who has chosen a password of their own. */
    Credentials person(String name, Role role) {
        put("/v1/operators/" + name, new OperatorChange(name, role, false));
        Credentials given = givenPassword(name);
        String session = json.readValue(call("POST", "/v1/sessions", null, given), IssuedSession.class)
                .token();
        call("PUT", "/v1/sessions/current/password", session, new PasswordChange(given.password(), PASSWORD));
        return new Credentials(name, PASSWORD);
    }

    /** Gives a person a new password, which ends their sessions. */
    Credentials givenPassword(String name) {
        return new Credentials(
                name,
                post("/v1/operators/" + name + "/password", "", IssuedPassword.class)
                        .password());
    }

    /** @param as whose token; null for nobody's */
    private String call(String method, String path, @Nullable String as, @Nullable Object content) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        content == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content)));
        if (as != null) {
            request.header("Authorization", "Bearer " + as);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " is answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
