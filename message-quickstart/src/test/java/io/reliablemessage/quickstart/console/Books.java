package io.reliablemessage.quickstart.console;

import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunRequest;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.quickstart.launcher.Stack;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/** The books of the shop's orders, damaged by hand and compared. */
final class Books {
    private static final String TOPIC = "order-paid";

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Stack stack;
    private final Shop shop;
    private final Management management;

    Books(Stack stack, Shop shop, Management management) {
        this.stack = stack;
        this.shop = shop;
        this.management = management;
    }

    /** Rules by which only people begin runs, and hardly anything is in flight. */
    void setRules() {
        management.put(
                "/v1/reconciliation/policies/" + TOPIC,
                new ReconciliationRules(
                        false, null, null, null, Duration.ofSeconds(1), null, List.of(), null, null, List.of()));
    }

    /** An order whose message is dead for points, without the case that somebody would look at. */
    UUID damage() {
        UUID message = shop.placePoisoned(Shop.newOrderNo("books")).message();
        try (Connection database = stack.connect();
                PreparedStatement delete = database.prepareStatement(
                        "DELETE FROM message_service.dead_letter WHERE message_id = ? AND state = 'OPEN' LIMIT 1")) {
            delete.setBytes(1, bytes(message));
            if (delete.executeUpdate() != 1) {
                throw new IllegalStateException("Message " + message + " has no open case");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return message;
    }

    /** A run over the last hour, ended. */
    ReconciliationRun compare() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        UUID run = management
                .post(
                        "/v1/reconciliation/runs",
                        new RunRequest(TOPIC, now.minus(HOUR), now, "Something was damaged"),
                        ReconciliationRun.class)
                .id();
        return Awaitility.await("run " + run + " has ended")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> management.get("/v1/reconciliation/runs/" + run, ReconciliationRun.class),
                        read -> read.state() != RunState.RUNNING);
    }

    /** What is known about a message, of the newest 200 of its topic. */
    List<Discrepancy> about(UUID message) {
        return management.list("/v1/reconciliation/discrepancies?limit=200&topic=" + TOPIC, Discrepancy.class).stream()
                .filter(each -> message.equals(each.messageId()))
                .toList();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
