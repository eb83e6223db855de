package io.reliablemessage.client.internal.produce;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.client.internal.HttpMessageService;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.BatchResult;
import io.reliablemessage.protocol.IdBatch;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageBatch;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The service's part of the protocol, in memory, with switches for trouble. */
final class StubService implements AutoCloseable {
    static final String UNKNOWN_TOPIC = "unknown";

    private final JsonMapper json = JsonMapper.builder().build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<UUID, Stored> messages = new ConcurrentHashMap<>();
    private final AtomicInteger answersToCut = new AtomicInteger();
    private final AtomicInteger answersToFail = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    final List<String> calls = new CopyOnWriteArrayList<>();
    final AtomicInteger arrived = new AtomicInteger();
    final AtomicInteger changes = new AtomicInteger();
    private @Nullable HttpServer server;
    private int port;

    record Stored(String content, MessageState state) {}

    StubService() {
        up();
    }

    void up() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            started.setExecutor(threads);
            started.createContext("/v1/messages/", this::handle);
            started.start();
            server = started;
            port = started.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void down() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Does the work of the next calls and then hangs up without an answer. */
    void cutAnswers(int count) {
        answersToCut.set(count);
    }

    /** Answers 503 to the next calls, undone. */
    void failCalls(int count) {
        answersToFail.set(count);
    }

    /** Calls wait until {@link #open}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void open() {
        gate.countDown();
    }

    MessageService client() {
        return new HttpMessageService(url(), "rm_app_token", Duration.ofSeconds(5));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Nullable
    MessageState state(UUID id) {
        Stored stored = messages.get(id);
        return stored == null ? null : stored.state();
    }

    Map<UUID, Stored> messages() {
        return messages;
    }

    /** What a check-back's verdict does. */
    void decide(UUID id, MessageState state) {
        messages.computeIfPresent(
                id,
                (key, stored) ->
                        stored.state() == MessageState.PREPARED ? new Stored(stored.content(), state) : stored);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String verb = exchange.getRequestURI().getPath().replaceAll(".*/", "");
            arrived.incrementAndGet();
            await();
            if (answersToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            byte[] answer = json.writeValueAsBytes(new BatchResult(results(verb, body)));
            calls.add(verb);
            if (answersToCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private void await() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ItemResult> results(String verb, byte[] body) {
        List<ItemResult> results = new ArrayList<>();
        if (verb.equals("prepare") || verb.equals("submit")) {
            json.readValue(body, MessageBatch.class).messages().forEach(message -> results.add(store(verb, message)));
        } else {
            MessageState target = verb.equals("confirm") ? MessageState.CONFIRMED : MessageState.CANCELLED;
            json.readValue(body, IdBatch.class).ids().forEach(id -> results.add(settle(id, target)));
        }
        return results;
    }

    private synchronized ItemResult store(String verb, NewMessage message) {
        if (message.topic().equals(UNKNOWN_TOPIC)) {
            return ItemResult.invalid(message.id(), "topic", "is not registered");
        }
        MessageState target = verb.equals("submit") ? MessageState.CONFIRMED : MessageState.PREPARED;
        String content = json.writeValueAsString(message);
        Stored stored = messages.get(message.id());
        if (stored == null) {
            messages.put(message.id(), new Stored(content, target));
            changes.incrementAndGet();
            return ItemResult.applied(message.id(), target);
        }
        if (!stored.content().equals(content)) {
            return ItemResult.conflict(message.id(), stored.state(), "has other content");
        }
        if (verb.equals("submit")) {
            return settle(message.id(), target);
        }
        return ItemResult.unchanged(message.id(), stored.state());
    }

    private synchronized ItemResult settle(UUID id, MessageState target) {
        Stored stored = messages.get(id);
        if (stored == null) {
            return ItemResult.notFound(id);
        }
        if (stored.state() == target) {
            return ItemResult.unchanged(id, target);
        }
        if (stored.state() != MessageState.PREPARED) {
            return ItemResult.conflict(id, stored.state(), "is decided");
        }
        messages.put(id, new Stored(stored.content(), target));
        changes.incrementAndGet();
        return ItemResult.applied(id, target);
    }

    @Override
    public void close() {
        open();
        down();
        threads.shutdownNow();
    }
}
