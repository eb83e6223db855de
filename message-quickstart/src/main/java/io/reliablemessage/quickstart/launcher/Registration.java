package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.protocol.SubscriptionRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells message-service who takes part, with the administrator's token. Every step may be repeated: what is there is
 * brought to the wanted content, and a token that the service still accepts is kept.
 */
final class Registration {

    /** What an administrator sets for an application. */
    record ApplicationSettings(String description, @Nullable String checkUrl) {}

    /** What an administrator sets for a topic; durations as in {@code PT10S}. */
    record TopicSettings(String description, List<String> schedule, int maxAttempts, String checkGrace) {}

    private record TokenRequest(String label, String overlap) {}

    private record IssuedToken(String token) {}

    private final String service;
    private final Secrets secrets;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final JsonMapper json = JsonMapper.builder()
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Registration(String service, Secrets secrets) {
        this.service = service;
        this.secrets = secrets;
    }

    void application(String name, ApplicationSettings settings) {
        put("/v1/applications/" + name, settings);
    }

    void topic(String name, TopicSettings settings) {
        put("/v1/topics/" + name, settings);
    }

    /** Subscribes before the consumer itself does, so that no order can come in between. */
    void subscription(String topic, String group, String application) {
        put("/v1/topics/" + topic + "/subscriptions/" + group, new SubscriptionRequest(null, application));
    }

    /** Makes sure that the secrets have a token of the application which the service accepts. */
    void token(String application) {
        String secret = Stack.token(application);
        String known = secrets.find(secret).orElse(null);
        if (known != null
                && send("GET", "/v1/client-configuration", known, null).statusCode() == 200) {
            return;
        }
        HttpResponse<String> answer = send(
                "POST",
                "/v1/applications/" + application + "/tokens",
                administrator(),
                new TokenRequest("quickstart", "PT24H"));
        requireSuccess("POST /v1/applications/" + application + "/tokens", answer);
        secrets.put(secret, json.readValue(answer.body(), IssuedToken.class).token());
    }

    private String administrator() {
        return secrets.get(Stack.ADMINISTRATOR_TOKEN, Stack.ADMINISTRATOR_PREFIX);
    }

    private void put(String path, Object content) {
        requireSuccess("PUT " + path, send("PUT", path, administrator(), content));
    }

    private HttpResponse<String> send(String method, String path, String token, @Nullable Object content) {
        HttpRequest.BodyPublisher body = content == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content));
        HttpRequest request = HttpRequest.newBuilder(URI.create(service + path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StartFailedException("message-service does not answer " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("Interrupted during " + method + " " + path, e);
        }
    }

    private static void requireSuccess(String call, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new StartFailedException(
                    "message-service refuses " + call + " with " + answer.statusCode() + ": " + answer.body());
        }
    }
}
