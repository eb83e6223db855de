package io.reliablemessage.shop.setup;

import io.reliablemessage.protocol.SubscriptionRequest;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.RepairMode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells message-service who takes part in the shop, with the administrator's token. Every step may be repeated: what is there is
 * brought to the wanted content, and a token that the service still accepts is kept.
 */
public final class Registration {

    private static final String ORDER = "order-service";
    private static final String POINTS = "points-service";
    private static final String COUPON = "coupon-service";
    private static final String WAREHOUSE = "warehouse-service";
    private static final String CHECK_BACK = "/reliable-message/check-back";

    private static final String ORDERS = "order-paid";
    private static final String SHIPMENTS = "shipment-changed";
    private static final String STOCK = "stock-changed";
    private static final int NOT_FOUND = 404;

    /** Where the service asks each application what became of its messages, and for its books. */
    public record Addresses(String order, String points, String coupon, String warehouse) {}

    private record ApplicationSettings(String description, String checkUrl) {}

    private record TopicSettings(String description, List<String> schedule, int maxAttempts, String checkGrace) {}

    private record TokenRequest(String label, String overlap) {}

    private record IssuedToken(String token) {}

    private final String service;
    private final String administratorToken;
    private final Tokens tokens;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @param service message-service's address, without a slash at its end */
    public Registration(String service, String administratorToken, Tokens tokens) {
        this.service = service;
        this.administratorToken = administratorToken;
        this.tokens = tokens;
    }

    /**
     * Registers the shop's applications, topics and subscriptions, and sees to it that each application has a token. Subscriptions
     * are made before the consumers do so themselves, so that no order can come in between.
     *
     * @throws RegistrationFailedException when the service refuses or does not answer; what was done until then stays
     */
    public void register(Addresses at, TopicRules rules) {
        application(ORDER, new ApplicationSettings("Takes the shop's orders", at.order() + CHECK_BACK));
        application(POINTS, new ApplicationSettings("Books points for paid orders", at.points() + CHECK_BACK));
        application(COUPON, new ApplicationSettings("Gives a coupon for each paid order", at.coupon() + CHECK_BACK));
        application(WAREHOUSE, new ApplicationSettings("Ships paid orders", at.warehouse() + CHECK_BACK));
        topic(ORDERS, "An order was paid", rules);
        topic(SHIPMENTS, "A shipment has reached its next status", rules);
        topic(STOCK, "The stock of a SKU has changed", rules);
        subscription(ORDERS, "points", POINTS);
        subscription(ORDERS, "coupon", COUPON);
        subscription(ORDERS, "warehouse", WAREHOUSE);
        subscription(SHIPMENTS, "order-tracking", ORDER);
        subscription(STOCK, "shelf", ORDER);
        Stream.of(ORDER, POINTS, COUPON, WAREHOUSE).forEach(this::token);
    }

    /**
     * Has the books of the shop's topics compared every minute, unless somebody has set other rules.
     *
     * @throws RegistrationFailedException when the service refuses or does not answer
     */
    public void reconcileEveryMinute() {
        reconcile(ORDERS, everyMinute(List.of(ORDER), "/amountCents"));
        reconcile(SHIPMENTS, everyMinute(List.of(), null));
        reconcile(STOCK, everyMinute(List.of(), null));
    }

    private void reconcile(String topic, ReconciliationRules rules) {
        String path = "/v1/reconciliation/policies/" + topic;
        HttpResponse<String> known = send("GET", path, administratorToken, null);
        if (known.statusCode() == NOT_FOUND) {
            put(path, rules);
        } else {
            requireSuccess("GET " + path, known);
        }
    }

    /**
     * Short waits, so that one need not wait long for what one has damaged. What can do no harm is repaired by itself: a message that comes
     * twice takes effect once. An effect that is gone is taken anew when somebody approves it.
     */
    private static ReconciliationRules everyMinute(List<String> factsFrom, @Nullable String amountField) {
        return new ReconciliationRules(
                true,
                "0 * * * * ?",
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                null,
                factsFrom,
                amountField,
                Map.of(
                        DiscrepancyType.MISSING_MESSAGE, RepairMode.AUTOMATIC,
                        DiscrepancyType.UNCONSUMED, RepairMode.AUTOMATIC,
                        DiscrepancyType.UNRECEIPTED_EFFECT, RepairMode.AUTOMATIC,
                        DiscrepancyType.BROKEN_STATE, RepairMode.AUTOMATIC,
                        DiscrepancyType.FALSE_RECEIPT, RepairMode.AFTER_APPROVAL),
                List.of());
    }

    private void application(String name, ApplicationSettings settings) {
        put("/v1/applications/" + name, settings);
    }

    private void topic(String name, String description, TopicRules rules) {
        put(
                "/v1/topics/" + name,
                new TopicSettings(description, rules.schedule(), rules.maxAttempts(), rules.checkGrace()));
    }

    private void subscription(String topic, String group, String application) {
        put("/v1/topics/" + topic + "/subscriptions/" + group, new SubscriptionRequest(null, application));
    }

    private void token(String application) {
        String known = tokens.find(application).orElse(null);
        if (known != null
                && send("GET", "/v1/client-configuration", known, null).statusCode() == 200) {
            return;
        }
        String path = "/v1/applications/" + application + "/tokens";
        HttpResponse<String> answer = send("POST", path, administratorToken, new TokenRequest("shop", "PT24H"));
        requireSuccess("POST " + path, answer);
        tokens.put(application, json.readValue(answer.body(), IssuedToken.class).token());
    }

    private void put(String path, Object content) {
        requireSuccess("PUT " + path, send("PUT", path, administratorToken, content));
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
            throw new RegistrationFailedException("message-service does not answer " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistrationFailedException("Interrupted during " + method + " " + path, e);
        }
    }

    private static void requireSuccess(String call, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new RegistrationFailedException(
                    "message-service refuses " + call + " with " + answer.statusCode() + ": " + answer.body(), null);
        }
    }
}
