package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.path.PathResult;
import io.reliablemessage.benchmarks.path.PathShape;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** What an administrator tells message-service: applications, topics, subscriptions. */
public final class Administration {
    private final String service;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final JsonMapper json = JsonMapper.builder().build();

    Administration(String service) {
        this.service = service;
    }

    /**
     * Registers an application.
     *
     * @param checkUrl where it answers check-backs; empty for nowhere
     * @return a token of it
     */
    public String application(String name, String checkUrl) {
        send("PUT", "/v1/applications/" + name, checkUrl.isEmpty() ? Map.of() : Map.of("checkUrl", checkUrl));
        return json.readTree(send("POST", "/v1/applications/" + name + "/tokens", Map.of()))
                .get("token")
                .asString();
    }

    /** A topic whose messages end when the broker has taken them, unless somebody subscribes: what other outboxes do. */
    public void topicThatEndsAtBroker(String name) {
        send("PUT", "/v1/topics/" + name, Map.of("withoutSubscriber", "END_AT_BROKER"));
    }

    /** @param schedule when to deliver again, as in {@code PT10S} */
    public void topic(String name, List<String> schedule, int maxAttempts) {
        send("PUT", "/v1/topics/" + name, Map.of("schedule", schedule, "maxAttempts", maxAttempts));
    }

    public void subscription(String topic, String group, String application) {
        send("PUT", "/v1/topics/" + topic + "/subscriptions/" + group, Map.of("application", application));
    }

    /** Books of a topic are compared when a run is started, and only then. */
    public void compareFacts(String topic, String application, Duration horizon) {
        send(
                "PUT",
                "/v1/reconciliation/policies/" + topic,
                Map.of("enabled", false, "horizon", horizon.toString(), "factsFrom", List.of(application)));
    }

    public ReconciliationRun startRun(String topic, Instant from, Instant to) {
        return json.readValue(
                send("POST", "/v1/reconciliation/runs", new RunRequest(topic, from, to, "benchmark")),
                ReconciliationRun.class);
    }

    public ReconciliationRun run(UUID id) {
        return json.readValue(send("GET", "/v1/reconciliation/runs/" + id, Map.of()), ReconciliationRun.class);
    }

    /**
     * Has a path node put load on itself.
     *
     * @param way naive or coalesced
     */
    public PathResult path(
            String way, int callers, Duration duration, String application, String topic, PathShape shape) {
        String answer = send(
                "POST",
                "/v1/applications/" + application + "/path/" + way + "?callers=" + callers + "&millis="
                        + duration.toMillis() + "&topic=" + topic + "&groups=" + String.join(",", shape.groups())
                        + "&payloadBytes=" + shape.payloadBytes(),
                Map.of());
        return json.readValue(answer, PathResult.class);
    }

    /** How many turns at the background duties each node has; under the empty name those that nobody has. */
    public Map<String, Integer> turns() {
        Map<String, Integer> turns = new TreeMap<>();
        json.readTree(send("GET", "/v1/scheduler", Map.of()))
                .get("turns")
                .forEach(turn -> turns.merge(turn.has("node") ? turn.get("node").asString() : "", 1, Integer::sum));
        return turns;
    }

    private String send(String method, String path, Object content) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + ServiceNode.ADMINISTRATOR_TOKEN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content)))
                .build();
        try {
            HttpResponse<String> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("message-service refuses " + method + " " + path + " with "
                        + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException("message-service does not answer " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
