package io.reliablemessage.quickstart.reconciliation;

import io.reliablemessage.quickstart.launcher.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Places the shop's orders, and damages the books of some of them. */
final class Shop {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Stack stack;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    Shop(Stack stack) {
        this.stack = stack;
    }

    /** Orders come by themselves from now on. */
    void flow(double perSecond) {
        send("PUT", "/switches/per-second", Map.of("value", perSecond));
    }

    /** Places the orders whose books an act damages later. */
    void placeOrdersOf(String act) {
        for (Damage damage : Damage.values()) {
            send(
                    "POST",
                    "/orders",
                    Map.of("orderNo", damage.orderNo(act), "sku", "TEA", "amountCents", 1_234, "trouble", "NONE"));
        }
    }

    private void send(String method, String path, Object content) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.orderUrl() + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + stack.controlSecret())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.writeValueAsString(content)))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " is answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether the act's orders have arrived everywhere, and the last of them is older than this. */
    boolean haveSettled(String act, Duration age) throws SQLException {
        try (Connection database = stack.connect();
                PreparedStatement query = database.prepareStatement("""
                        SELECT count(*) FROM order_service.orders o
                          JOIN message_service.message m ON m.id = o.message_id AND m.state = 'CONSUMED'
                        WHERE o.order_no LIKE concat(?, '-%') AND o.shipment = 'DELIVERED' AND m.finished_at < ?
                        """)) {
            query.setString(1, act);
            query.setObject(2, LocalDateTime.now(ZoneOffset.UTC).minus(age));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1) == Damage.values().length;
            }
        }
    }

    /** How many orders there are. */
    long orders() throws SQLException {
        return count("SELECT count(*) FROM order_service.orders");
    }

    /** How many points entries the damaged orders have. */
    long entriesOf(String act, Damage damage) throws SQLException {
        try (Connection database = stack.connect();
                PreparedStatement query = database.prepareStatement(
                        "SELECT count(*) FROM points_service.points_entry WHERE order_no = ?")) {
            query.setString(1, damage.orderNo(act));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private long count(String statement) throws SQLException {
        try (Connection database = stack.connect();
                PreparedStatement query = database.prepareStatement(statement);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** One of each. */
    void damage(String act) throws SQLException {
        try (Connection database = stack.connect()) {
            for (Damage damage : List.of(Damage.values())) {
                try (PreparedStatement change = database.prepareStatement(damage.statement())) {
                    change.setString(1, damage.orderNo(act));
                    int rows = change.executeUpdate();
                    if (rows != 1) {
                        throw new IllegalStateException(damage + " has changed " + rows + " rows");
                    }
                }
            }
        }
    }
}
