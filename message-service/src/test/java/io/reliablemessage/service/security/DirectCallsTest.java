package io.reliablemessage.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.reliablemessage.service.Api;
import io.reliablemessage.service.ServiceTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The short way answers as the long one does. Which of them a call went is seen by the headers that Spring Security writes. */
@ServiceTest
class DirectCallsTest {
    /** Asks for what the short way does not look at closely. */
    private static final String LONG_WAY = "text/html;q=0.1, application/json";

    private static final String SHORT_WAY = "application/json, application/problem+json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Api administrator;
    private final MeterRegistry metrics;
    private final int port;
    private final String application;

    DirectCallsTest(RestTestClient client, MeterRegistry metrics, @LocalServerPort int port) {
        administrator = Api.administrator(client);
        this.metrics = metrics;
        this.port = port;
        String name = Api.name("app");
        administrator.application(name);
        application = administrator
                .json(administrator.call(HttpMethod.POST, "/v1/applications/" + name + "/tokens", null))
                .get("token")
                .asString();
    }

    static Stream<List<String>> calls() {
        String unknown = UUID.randomUUID().toString();
        return Stream.of(
                List.of("/v1/messages/confirm", "{\"ids\":[\"" + unknown + "\"]}", "short"),
                List.of("/v1/messages/cancel", "{\"ids\":[\"" + unknown + "\"]}", "short"),
                List.of("/v1/messages/submit", "{\"messages\":[{\"id\":\"" + unknown + "\"}]}", "short"),
                List.of("/v1/messages/prepare", "{\"messages\":[]}", "short"),
                List.of("/v1/messages/prepare", "{\"messages\":[null]}", "short"),
                List.of(
                        "/v1/receipts",
                        "{\"receipts\":[{\"id\":\"" + unknown
                                + "\",\"topic\":\"t\",\"group\":\"g\",\"kind\":\"CONSUMED\",\"attempt\":1}]}",
                        "short"),
                List.of("/v1/messages/confirm", "null", "long"),
                List.of("/v1/messages/confirm", "{\"ids\":[", "long"),
                List.of("/v1/messages/confirm", "{\"idz\":[]}", "long"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void bothWaysAnswerTheSame(List<String> call) throws Exception {
        HttpResponse<String> onLong = post(call.get(0), call.get(1), application, LONG_WAY);
        HttpResponse<String> onShort = post(call.get(0), call.get(1), application, SHORT_WAY);
        assertThat(isLong(onLong)).isTrue();
        assertThat(isLong(onShort)).isEqualTo(call.get(2).equals("long"));
        assertThat(onShort.statusCode()).isEqualTo(onLong.statusCode());
        assertThat(onShort.headers().firstValue("Content-Type"))
                .isEqualTo(onLong.headers().firstValue("Content-Type"));
        assertThat(onShort.body()).isEqualTo(onLong.body());
    }

    @Test
    void opensToNobodyElse() throws Exception {
        String body = "{\"ids\":[\"" + UUID.randomUUID() + "\"]}";
        assertThat(post("/v1/messages/confirm", body, "", SHORT_WAY).statusCode())
                .isEqualTo(401);
        assertThat(post("/v1/messages/confirm", body, "rm_app_guessed", SHORT_WAY)
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("/v1/messages/confirm", body, ServiceTest.ADMINISTRATOR_TOKEN, SHORT_WAY)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/v1/messages/confirm/../confirm", body, application, SHORT_WAY)
                        .statusCode())
                .isNotEqualTo(200);
    }

    /** A call is counted after its answer was sent, but before the next one on its connection is read. */
    @Test
    void isSeenInTheMetrics() throws Exception {
        post("/v1/messages/prepare", "{\"messages\":[]}", application, SHORT_WAY);
        long before = confirms();
        post("/v1/messages/confirm", "{\"ids\":[\"" + UUID.randomUUID() + "\"]}", application, SHORT_WAY);
        await().untilAsserted(() -> assertThat(confirms()).isEqualTo(before + 1));
    }

    private long confirms() {
        return metrics
                .find("http.server.requests")
                .tag("uri", "/v1/messages/confirm")
                .tag("status", "200")
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static boolean isLong(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Frame-Options").isPresent();
    }

    private HttpResponse<String> post(String path, String body, String token, String accept)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
