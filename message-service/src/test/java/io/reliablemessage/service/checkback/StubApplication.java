package io.reliablemessage.service.checkback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.CheckRequest;
import io.reliablemessage.protocol.CheckResponse;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** A producer's check endpoint that answers as a test likes. */
final class StubApplication implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    volatile String token = "rm_app_test";
    final List<CheckRequest> questions = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Reply reply = (exchange, question) -> respond(exchange, 500, "text/plain", new byte[0]);

    interface Reply {
        void to(HttpExchange exchange, CheckRequest question) throws IOException;
    }

    StubApplication() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/check", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            long timestamp = Long.parseLong(exchange.getRequestHeaders().getFirst(CheckSignature.TIMESTAMP_HEADER));
            String signature = exchange.getRequestHeaders().getFirst(CheckSignature.SIGNATURE_HEADER);
            if (!CheckSignature.isRequestSigned(CheckSignature.keyOf(token), timestamp, body, signature)) {
                respond(exchange, 401, "text/plain", new byte[0]);
                return;
            }
            CheckRequest question = JSON.readValue(body, CheckRequest.class);
            questions.add(question);
            reply.to(exchange, question);
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/check";
    }

    void replies(Reply how) {
        reply = how;
    }

    /** Answers every question properly with one verdict for all. */
    void says(Verdict verdict) {
        reply = (exchange, question) -> signed(
                exchange,
                JSON.writeValueAsBytes(new CheckResponse(
                        question.requestId(),
                        question.items().stream()
                                .map(item -> new CheckResponse.Item(item.id(), verdict))
                                .toList())),
                question.askedAt().toEpochMilli(),
                token);
    }

    void answers(Function<CheckRequest, CheckResponse> how) {
        reply = (exchange, question) -> signed(
                exchange,
                JSON.writeValueAsBytes(how.apply(question)),
                question.askedAt().toEpochMilli(),
                token);
    }

    static void signed(HttpExchange exchange, byte[] body, long timestamp, String token) throws IOException {
        exchange.getResponseHeaders().set(CheckSignature.TIMESTAMP_HEADER, Long.toString(timestamp));
        exchange.getResponseHeaders()
                .set(
                        CheckSignature.SIGNATURE_HEADER,
                        CheckSignature.signResponse(CheckSignature.keyOf(token), timestamp, body));
        respond(exchange, 200, "application/json", body);
    }

    static void respond(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
