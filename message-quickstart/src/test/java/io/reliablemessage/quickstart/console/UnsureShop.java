package io.reliablemessage.quickstart.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.protocol.management.IssuedToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A producer that prepares messages, says nothing more about them, and answers each check-back that it cannot tell. */
final class UnsureShop implements AutoCloseable {

    static final String APPLICATION = "unsure-shop";
    static final String TOPIC = "payment-taken";

    private final Management management;
    private final HttpServer checks;
    private final String token;
    private final JsonMapper json = JsonMapper.builder().build();

    UnsureShop(Management management) {
        this.management = management;
        try {
            checks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        checks.createContext("/", this::answer);
        checks.start();
        management.put(
                "/v1/applications/" + APPLICATION,
                Map.of(
                        "description",
                        "Never sure",
                        "checkUrl",
                        "http://127.0.0.1:" + checks.getAddress().getPort() + "/checks"));
        management.put(
                "/v1/topics/" + TOPIC,
                Map.of(
                        "maxChecks",
                        1,
                        "checkGrace",
                        "PT5S",
                        "withoutSubscriber",
                        "END_AT_BROKER",
                        "maxPayloadBytes",
                        2 << 20));
        token = management
                .post("/v1/applications/" + APPLICATION + "/tokens", Map.of("label", "tests"), IssuedToken.class)
                .token();
    }

    /** Prepares a message, which becomes undecided once it was asked about. */
    UUID prepare(String payment) {
        return send("/v1/messages/prepare", BusinessKey.of("payment", payment), "{\"payment\":\"" + payment + "\"}");
    }

    /** Sends a text of so many bytes. */
    UUID submit(int bytes) {
        return send("/v1/messages/submit", null, "x".repeat(bytes));
    }

    private UUID send(String path, @Nullable BusinessKey key, String text) {
        UUID id = newId();
        String contentType = text.startsWith("{") ? "application/json" : "text/plain";
        NewMessage message =
                new NewMessage(id, TOPIC, null, key, null, contentType, text, null, null, null, null, null, null, null);
        management.send(path, token, new MessageBatch(List.of(message)));
        return id;
    }

    private void answer(HttpExchange exchange) throws IOException {
        CheckRequest question = json.readValue(exchange.getRequestBody().readAllBytes(), CheckRequest.class);
        byte[] body = json.writeValueAsBytes(new CheckResponse(
                question.requestId(),
                question.items().stream()
                        .map(item -> new CheckResponse.Item(item.id(), Verdict.UNKNOWN))
                        .toList()));
        long now = System.currentTimeMillis();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set(CheckSignature.TIMESTAMP_HEADER, Long.toString(now));
        exchange.getResponseHeaders()
                .set(
                        CheckSignature.SIGNATURE_HEADER,
                        CheckSignature.signResponse(CheckSignature.keyOf(token), now, body));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A version 7 UUID. */
    private static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000),
                random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
    }

    @Override
    public void close() {
        checks.stop(0);
    }
}
