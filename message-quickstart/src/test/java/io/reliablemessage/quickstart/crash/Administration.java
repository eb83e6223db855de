package io.reliablemessage.quickstart.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Tells message-service who takes part, as an administrator does. */
final class Administration {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final String service;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    Administration(String service, String token) {
        this.service = service;
        this.token = token;
    }

    void application(String name, @Nullable String checkUrl) {
        call(
                "PUT",
                "/v1/applications/" + name,
                checkUrl == null
                        ? Map.of("description", "crash tests")
                        : Map.of("description", "crash tests", "checkUrl", checkUrl));
    }

    void topic(String name, List<String> schedule, int maxAttempts, String checkGrace) {
        call(
                "PUT",
                "/v1/topics/" + name,
                Map.of("schedule", schedule, "maxAttempts", maxAttempts, "checkGrace", checkGrace));
    }

    void subscription(String topic, String group, String application) {
        call("PUT", "/v1/topics/" + topic + "/subscriptions/" + group, Map.of("application", application));
    }

    /** A new token of the application. */
    String token(String application) {
        String answer = call(
                "POST", "/v1/applications/" + application + "/tokens", Map.of("label", "crash", "overlap", "PT24H"));
        return json.readTree(answer).get("token").asString();
    }

    private String call(String method, String path, Map<String, ?> content) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content)))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
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
