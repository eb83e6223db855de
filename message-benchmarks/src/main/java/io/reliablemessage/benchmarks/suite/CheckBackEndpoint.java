package io.reliablemessage.benchmarks.suite;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reliablemessage.client.DoubtfulMessage;
import io.reliablemessage.client.internal.check.CheckBack;
import io.reliablemessage.client.internal.check.CheckBackFilter;
import io.reliablemessage.client.internal.signed.SignedAnswer;
import io.reliablemessage.protocol.CheckSignature;
import io.reliablemessage.protocol.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application that answers check-backs as the SDK does: 80 % COMMITTED, 15 % ROLLED_BACK, 5 % UNKNOWN or IN_PROGRESS, by the message's
 * id, so that a message that is asked for again gets the same answer.
 */
final class CheckBackEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicLong calls = new AtomicLong();
    private final Set<UUID> decided = ConcurrentHashMap.newKeySet();
    private final Set<UUID> undecided = ConcurrentHashMap.newKeySet();
    private volatile long firstNanos;

    CheckBackEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + CheckBackFilter.PATH;
    }

    void answerAs(String application, String token) {
        CheckBack checkBack = new CheckBack(application, token, Clock.systemUTC(), this::verdicts);
        server.createContext(CheckBackFilter.PATH, exchange -> answer(checkBack, exchange));
    }

    /** Questions that were answered. */
    long calls() {
        return calls.get();
    }

    /** Messages that were answered COMMITTED or ROLLED_BACK. */
    int decided() {
        return decided.size();
    }

    /** Messages that were asked for at least once. */
    int answered() {
        return decided.size() + undecided.size();
    }

    /** When the first question came; 0 if none has. */
    long firstNanos() {
        return firstNanos;
    }

    static Verdict verdictOf(UUID id) {
        long percent = Math.floorMod(id.hashCode() * 0x9E3779B97F4A7C15L >>> 20, 100L);
        if (percent < 80) {
            return Verdict.COMMITTED;
        }
        if (percent < 95) {
            return Verdict.ROLLED_BACK;
        }
        return percent < 98 ? Verdict.UNKNOWN : Verdict.IN_PROGRESS;
    }

    private Map<UUID, Verdict> verdicts(List<DoubtfulMessage> messages) {
        Map<UUID, Verdict> verdicts = new HashMap<>();
        for (DoubtfulMessage message : messages) {
            Verdict verdict = verdictOf(message.id());
            verdicts.put(message.id(), verdict);
            if (verdict == Verdict.COMMITTED || verdict == Verdict.ROLLED_BACK) {
                decided.add(message.id());
            } else {
                undecided.add(message.id());
            }
        }
        return verdicts;
    }

    private void answer(CheckBack checkBack, HttpExchange exchange) throws IOException {
        if (firstNanos == 0) {
            firstNanos = System.nanoTime();
        }
        SignedAnswer answer = checkBack.answer(
                exchange.getRequestHeaders().getFirst(CheckSignature.TIMESTAMP_HEADER),
                exchange.getRequestHeaders().getFirst(CheckSignature.SIGNATURE_HEADER),
                exchange.getRequestBody().readAllBytes());
        calls.incrementAndGet();
        if (answer.signature() != null) {
            exchange.getResponseHeaders().set(CheckSignature.TIMESTAMP_HEADER, Long.toString(answer.timestampMillis()));
            exchange.getResponseHeaders().set(CheckSignature.SIGNATURE_HEADER, answer.signature());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        try (var body = exchange.getResponseBody()) {
            body.write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
