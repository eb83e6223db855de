package io.reliablemessage.client.internal.consume;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.protocol.BatchResult;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** As much of message-service as a consumer talks to. */
final class StubService implements AutoCloseable {
    final Queue<String> subscriptions = new ConcurrentLinkedQueue<>();
    final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();

    /** Calls that are still to be answered with 503. */
    final AtomicInteger unavailable = new AtomicInteger();

    private final HttpServer server;
    private final JsonMapper json = JsonMapper.builder().build();
    private final String brokerAddress;

    StubService(String brokerAddress) {
        this.brokerAddress = brokerAddress;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            respond(exchange, 503, new byte[0]);
        } else if (path.equals("/v1/client-configuration")) {
            respond(
                    exchange,
                    200,
                    json.writeValueAsBytes(
                            new ClientConfiguration("shop", brokerAddress, 1, 1, System.currentTimeMillis(), null)));
        } else if (path.equals("/v1/receipts")) {
            ReceiptBatch batch = json.readValue(body, ReceiptBatch.class);
            receipts.addAll(batch.receipts());
            respond(
                    exchange,
                    200,
                    json.writeValueAsBytes(new BatchResult(batch.receipts().stream()
                            .map(receipt -> ItemResult.applied(receipt.id(), MessageState.CONSUMED))
                            .toList())));
        } else if (exchange.getRequestMethod().equals("PUT")) {
            subscriptions.add(path + " " + new String(body, StandardCharsets.UTF_8));
            respond(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else {
            respond(exchange, 404, new byte[0]);
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
