package io.reliablemessage.quickstart.reconciliation;

import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunRequest;
import io.reliablemessage.protocol.management.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** Reconciliation over message-service's API, with an administrator's token. It does not mind if the service is away for a while. */
final class Service {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int CONFLICT = 409;
    private static final String RUNS = "/v1/reconciliation/runs";
    private static final String DISCREPANCIES = "/v1/reconciliation/discrepancies";

    private final String url;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    Service(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** Leaves all rules of the topic as they are but these. */
    void change(String topic, boolean enabled, String cron, Duration lag, Duration horizon) {
        String path = "/v1/reconciliation/policies/" + topic;
        ReconciliationPolicy now = read(send("GET", path, null), type(ReconciliationPolicy.class));
        read(
                send(
                        "PUT",
                        path,
                        new ReconciliationRules(
                                enabled,
                                cron,
                                lag,
                                now.overlap(),
                                horizon,
                                now.maxWindow(),
                                now.factsFrom(),
                                now.amountField(),
                                now.repairs(),
                                now.webhooks())),
                type(ReconciliationPolicy.class));
    }

    /** Begins a run by hand as soon as no other is at work. */
    UUID begin(String topic, Instant from) {
        return Awaitility.await("a run of " + topic + " begins")
                .atMost(LIMIT)
                .pollInterval(POLL)
                .until(
                        () -> {
                            HttpResponse<String> answer = send(
                                    "POST",
                                    RUNS,
                                    new RunRequest(
                                            topic,
                                            from,
                                            Instant.now().truncatedTo(ChronoUnit.MILLIS),
                                            "Somebody worked on the database"));
                            return answer.statusCode() == CONFLICT
                                    ? null
                                    : this.<ReconciliationRun>read(answer, type(ReconciliationRun.class))
                                            .id();
                        },
                        id -> id != null);
    }

    ReconciliationRun run(UUID id) {
        return read(send("GET", RUNS + "/" + id, null), type(ReconciliationRun.class));
    }

    ReconciliationRun ended(UUID id) {
        return Awaitility.await("run " + id + " has ended")
                .atMost(LIMIT)
                .pollInterval(POLL)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> run(id), read -> read.state() != RunState.RUNNING);
    }

    /** Runs that the schedule began after a moment and that have ended, newest first. */
    List<ReconciliationRun> scheduledSince(String topic, Instant began) {
        return page(RUNS + "?limit=50&topic=" + topic, ReconciliationRun.class).stream()
                .filter(run -> run.startedBy() == null && run.startedAt().isAfter(began))
                .filter(run -> run.state() != RunState.RUNNING)
                .toList();
    }

    /** All that was ever more than in flight, of all topics. */
    List<Discrepancy> discrepancies() {
        List<Discrepancy> all = new ArrayList<>();
        Arrays.stream(DiscrepancyState.values())
                .filter(state -> state != DiscrepancyState.IN_FLIGHT)
                .forEach(state -> all.addAll(page(DISCREPANCIES + "?limit=200&state=" + state, Discrepancy.class)));
        return all;
    }

    void repair(Discrepancy discrepancy) {
        decide(discrepancy, "repair", "The effect is gone");
    }

    void accept(Discrepancy discrepancy, String reason) {
        decide(discrepancy, "accept", reason);
    }

    private void decide(Discrepancy discrepancy, String how, String reason) {
        read(
                send("POST", DISCREPANCIES + "/" + discrepancy.id() + "/" + how, new Reason(reason)),
                type(Discrepancy.class));
    }

    private <T> List<T> page(String path, Class<T> type) {
        Page<T> page = read(send("GET", path, null), json.getTypeFactory().constructParametricType(Page.class, type));
        return page.items();
    }

    private JavaType type(Class<?> type) {
        return json.constructType(type);
    }

    private <T> T read(HttpResponse<String> answer, JavaType type) {
        if (answer.statusCode() / 100 == 5) {
            throw new UncheckedIOException(new IOException(answer.statusCode() + ": " + answer.body()));
        }
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.request().method() + " " + answer.uri() + " is answered "
                    + answer.statusCode() + ": " + answer.body());
        }
        return json.readValue(answer.body(), type);
    }

    private HttpResponse<String> send(String method, String path, @Nullable Object content) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        content == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
