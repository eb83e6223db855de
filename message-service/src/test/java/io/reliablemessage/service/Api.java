package io.reliablemessage.service;

import io.reliablemessage.protocol.management.OperatorChange;
import io.reliablemessage.protocol.management.Role;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a node as one caller, and makes applications and topics with names that no other test uses. */
public final class Api {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RestTestClient http;
    private final String token;

    private Api(RestTestClient http, String token) {
        this.http = http;
        this.token = token;
    }

    public static Api administrator(RestTestClient http) {
        return new Api(http, ServiceTest.ADMINISTRATOR_TOKEN);
    }

    public Api as(String otherToken) {
        return new Api(http, otherToken);
    }

    public static String name(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    /** Registers an application and answers as it. */
    public Api application(String name) {
        call(HttpMethod.PUT, "/v1/applications/" + name, "{\"checkUrl\":\"http://127.0.0.1:1/check-back\"}");
        return as(json(call(HttpMethod.POST, "/v1/applications/" + name + "/tokens", null))
                .get("token")
                .asString());
    }

    /** Registers a person, who logs in, and answers as they. */
    public Api person(String name, Role role) {
        return as(logIn(name, password(name, role)));
    }

    /** Registers a person; returns their password. */
    public String password(String name, Role role) {
        call(HttpMethod.PUT, "/v1/operators/" + name, body(new OperatorChange("Person " + name, role, false)));
        return json(call(HttpMethod.POST, "/v1/operators/" + name + "/password", null))
                .get("password")
                .asString();
    }

    /** Returns the session's token. */
    public String logIn(String name, String password) {
        return json(call(HttpMethod.POST, "/v1/sessions", credentials(name, password)))
                .get("token")
                .asString();
    }

    public static String credentials(String name, String password) {
        return body(Map.of("name", name, "password", password));
    }

    /** Registers a topic; returns its name. */
    public String topic(String rules) {
        String name = name("topic");
        call(HttpMethod.PUT, "/v1/topics/" + name, rules);
        return name;
    }

    public RestTestClient.ResponseSpec get(String path) {
        return exchange(HttpMethod.GET, path, null);
    }

    public RestTestClient.ResponseSpec put(String path, String body) {
        return exchange(HttpMethod.PUT, path, body);
    }

    public RestTestClient.ResponseSpec post(String path, String body) {
        return exchange(HttpMethod.POST, path, body);
    }

    public RestTestClient.ResponseSpec delete(String path) {
        return exchange(HttpMethod.DELETE, path, null);
    }

    /** Makes a call that must succeed; returns its body. */
    public String call(HttpMethod method, String path, String body) {
        byte[] answer = exchange(method, path, body)
                .expectStatus()
                .is2xxSuccessful()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return answer == null ? "" : new String(answer, java.nio.charset.StandardCharsets.UTF_8);
    }

    public JsonNode json(String text) {
        return JSON.readTree(text);
    }

    public static String body(Object value) {
        return JSON.writeValueAsString(value);
    }

    public static String body(String field, Object value) {
        return body(Map.of(field, value));
    }

    public RestTestClient.ResponseSpec exchange(HttpMethod method, String path, String body) {
        RestTestClient.RequestBodySpec request = http.method(method).uri(path);
        if (!token.isEmpty()) {
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request.exchange();
    }
}
