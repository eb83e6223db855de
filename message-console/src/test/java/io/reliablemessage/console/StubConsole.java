package io.reliablemessage.console;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Payload;
import io.reliablemessage.protocol.management.Role;
import io.reliablemessage.protocol.management.TimelineEvent;
import io.reliablemessage.protocol.management.TimelineEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;

/**
 * The console with made-up answers, to look at: log in as viewer, operator or administrator with the password
 * {@value StubService#PASSWORD}. Arguments go to the console ({@code --server.port=…}).
 */
final class StubConsole {
    private StubConsole() {}

    public static void main(String[] arguments) {
        StubService service = new StubService(0);
        fill(service);
        SetupSamples.fill(service, Instant.now(), "Waits for the warehouse's new connection pool");
        BookSamples.fill(service, Instant.now(), "The shop did not answer within two minutes");
        StubDeadLetters.fill(service);
        System.setProperty("reliable-message.console.service-url", service.url());
        SpringApplication.run(MessageConsole.class, arguments);
    }

    private static void fill(StubService service) {
        List<MessageView> messages = new ArrayList<>();
        MessageState[] states = MessageState.values();
        for (int i = 0; i < 24; i++) {
            BusinessKey key = BusinessKey.of("merchantNo", "M" + i % 5)
                    .and("orderNo", "20261130-" + (1_100 + i))
                    .and("status", i % 2 == 0 ? "PAID" : "SHIPPED");
            UUID id = i == 0 ? Samples.ID : new UUID(Samples.ID.getMostSignificantBits() - i * 70_000L, i * 7_919L);
            messages.add(Samples.message(id, states[i % states.length], key, i % 3 == 0 ? "orders" : "payments"));
        }
        service.on(
                        "GET",
                        "/v1/messages",
                        request -> "away".equals(request.query().get("topic"))
                                ? StubService.Answer.problem(503, null, "The database gives no answer now")
                                : request.query().containsKey("cursor")
                                        ? new Page<>(messages.subList(0, 3), null)
                                        : new Page<>(messages, "older"))
                .on(
                        "GET",
                        "/v1/messages/{id}/timeline",
                        request -> request.variables().get("id").equals(Samples.OTHER.toString())
                                ? correction(Samples.message(
                                        Samples.OTHER,
                                        MessageState.CONFIRMED,
                                        messages.get(0).key(),
                                        "orders"))
                                : life(retrying(messages.get(6))))
                .on("GET", "/v1/messages/{id}/edits", List.of(Samples.edited("\"count\": 7")))
                .on(
                        "GET",
                        "/v1/messages/{id}/payload",
                        request -> request.token().equals(StubService.token(Role.VIEWER))
                                ? StubService.Answer.problem(403, null, "Payloads need the role OPERATOR")
                                : new Payload(
                                        "application/json",
                                        120,
                                        "{\"orderNo\":\"20261130-1100\",\"amount\":10.10,\"lines\":[{\"sku\":\"A-1\",\"count\":7},{\"sku\":\"B\"}],\"paid\":true,\"note\":null}",
                                        null));
    }

    /** The same, while a group is tried again. */
    private static MessageView retrying(MessageView message) {
        return new MessageView(
                message.id(),
                message.application(),
                message.topic(),
                MessageState.CONFIRMED,
                message.tag(),
                message.key(),
                message.contentType(),
                message.payloadBytes(),
                message.createdAt(),
                message.confirmedAt(),
                null,
                null,
                null,
                null,
                message.attempts(),
                message.checks(),
                List.of(
                        new MessageView.Group(
                                "points", MessageView.Standing.CONSUMED, 1, message.confirmedAt(), "broker-a:2@1017"),
                        new MessageView.Group("stock", MessageView.Standing.RETRYING, null, null, null)));
    }

    /** An order whose stock could not be reserved, replayed once. */
    private static MessageTimeline life(MessageView message) {
        List<TimelineEvent> events = new ArrayList<>();
        Instant at = message.createdAt();
        String error = "Read timed out while reserving stock of order 20261130-1106"
                + "\n\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)".repeat(12);
        events.add(event(at, Kind.PREPARED, "shop", null, null, null, null, null));
        events.add(event(at.plusSeconds(31), Kind.CHECKED_BACK, "shop", null, null, null, null, "COMMITTED"));
        events.add(event(at.plusMillis(31_012), Kind.CONFIRMED, "shop", null, null, null, null, null));
        events.add(event(at.plusMillis(31_095), Kind.CONSUMED, "points-7f9c", "points", 0, 1, null, null));
        for (int attempt = 1; attempt <= 3; attempt++) {
            events.add(event(
                    at.plusSeconds(31L + 30L * attempt), Kind.FAILED, "stock-0", "stock", 0, attempt, error, null));
        }
        events.add(event(at.plusSeconds(150), Kind.NO_RECEIPT, "stock-1", "stock", 0, 4, null, null));
        events.add(event(at.plusSeconds(150), Kind.DEAD, null, "stock", 0, 4, null, "ATTEMPTS_EXHAUSTED"));
        events.add(event(
                at.plusSeconds(900), Kind.REPLAYED, "operator", "stock", 1, null, null, "the stock service is back"));
        events.add(event(at.plusSeconds(901), Kind.FAILED, "stock-1", "stock", 1, 1, error, null));
        events.add(event(Instant.now().plusSeconds(95), Kind.NEXT_DUE, null, "stock", 1, 2, null, null));
        return new MessageTimeline(
                new MessageDetail(
                        message,
                        Map.of(
                                "traceparent",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                "tenant",
                                "cn-east"),
                        "20261130-1106",
                        "{\"orderNo\":\"***\",\"amount\":\"***\",\"lines\":[{\"sku\":\"***\",\"count\":\"***\"},{\"sku\":\"***\"}],\"paid\":true}",
                        null,
                        new MessageDetail.AttemptLimit(4, false),
                        true),
                events,
                List.of(Samples.deadLetter("stock")));
    }

    /** A message that was sent in place of another. */
    private static MessageTimeline correction(MessageView message) {
        return new MessageTimeline(
                new MessageDetail(
                        message,
                        Map.of("edited-from", Samples.ID.toString(), "tenant", "•••"),
                        "•••",
                        "{\"orderNo\":\"•••\",\"count\":\"•••\"}",
                        null,
                        new MessageDetail.AttemptLimit(3, true),
                        true),
                List.of(new TimelineEvent(
                        message.createdAt(),
                        Kind.EDITED,
                        "li",
                        "stock",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "The count was missing",
                        Samples.CASE,
                        Samples.ID)),
                List.of());
    }

    private static TimelineEvent event(
            Instant at,
            Kind kind,
            String who,
            String group,
            Integer round,
            Integer attempt,
            String error,
            String detail) {
        return new TimelineEvent(
                at,
                kind,
                who,
                group,
                round,
                attempt,
                group == null ? "node-a" : who,
                attempt == null ? null : "broker-a:2@" + (1_017 + attempt),
                attempt == null ? null : 40L * attempt * attempt,
                error == null ? null : "java.net.SocketTimeoutException",
                error,
                detail,
                kind == Kind.DEAD ? Samples.CASE : null,
                null);
    }
}
