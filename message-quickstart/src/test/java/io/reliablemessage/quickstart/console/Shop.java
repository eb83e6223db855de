package io.reliablemessage.quickstart.console;

import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.quickstart.launcher.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/** Places orders in the shop and switches its trouble. */
final class Shop {

    /** An order whose message is a dead letter. */
    record DeadOrder(UUID message, List<DeadLetterDetails> cases) {

        UUID caseOf(String group) {
            return cases.stream()
                    .filter(each -> each.group().equals(group))
                    .findFirst()
                    .orElseThrow()
                    .id();
        }
    }

    private record Placed(UUID messageId) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration DEAD_WITHIN = Duration.ofSeconds(60);
    private static final int GROUPS = 3;

    private final Stack stack;
    private final Management management;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private boolean troubled;

    Shop(Stack stack, Management management) {
        this.stack = stack;
        this.management = management;
    }

    /** An order number that no other test has. */
    static String newOrderNo(String what) {
        return what + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Places an order and returns its message's id. */
    UUID place(String orderNo) {
        return place(orderNo, "NONE");
    }

    /** Places an order that no group can take, and does not wait for what becomes of it. */
    UUID poison(String orderNo) {
        return place(orderNo, "POISON");
    }

    /** Places an order that no group can take, and waits until its message is a dead letter of each. */
    DeadOrder placePoisoned(String orderNo) {
        return whenDead(poison(orderNo), GROUPS);
    }

    /** Places an order while points are broken, and waits until its message is a dead letter of theirs. */
    DeadOrder placeWithoutPoints(String orderNo) {
        return whenDead(place(orderNo), 1);
    }

    private DeadOrder whenDead(UUID message, int groups) {
        List<DeadLetterDetails> cases = Awaitility.await("message " + message + " is dead for " + groups + " groups")
                .atMost(DEAD_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> management.list("/v1/dead-letters?messageId=" + message, DeadLetterDetails.class),
                        found -> found.size() == groups);
        return new DeadOrder(message, cases);
    }

    /** Points are not booked any more: each try throws. */
    void breakPoints() {
        troubled = true;
        change(stack.pointsUrl(), 1);
    }

    /** Ends the trouble, if there is any. */
    void calm() {
        if (troubled) {
            change(stack.pointsUrl(), 0);
            troubled = false;
        }
    }

    private void change(String consumer, int throwing) {
        HttpResponse<String> answer = send(
                "PUT", consumer + "/trouble", Map.of("throwing", throwing, "slow", 0, "slowMillis", 0, "deaths", 0));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(consumer + " refuses its trouble: " + answer.body());
        }
    }

    private UUID place(String orderNo, String trouble) {
        Map<String, Object> order = Map.of("orderNo", orderNo, "sku", "TEA", "amountCents", 1_234, "trouble", trouble);
        HttpResponse<String> answer = send("POST", stack.orderUrl() + "/orders", order);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(
                    "Order " + orderNo + " is answered " + answer.statusCode() + ": " + answer.body());
        }
        return json.readValue(answer.body(), Placed.class).messageId();
    }

    private HttpResponse<String> send(String method, String url, Object content) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + stack.controlSecret())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + url + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
