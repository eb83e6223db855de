package io.reliablemessage.quickstart.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets the shop's page look at the parts and make trouble for them: {@code GET /parts}, {@code POST /parts/NAME/down},
 * {@code …/up} and {@code …/kill}. On 127.0.0.1 and for the bearer of the control secret only.
 */
final class ControlEndpoint implements AutoCloseable {

    private final Map<String, Supervised> parts;
    private final byte[] authorization;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ExecutorService workers = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "control");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;

    ControlEndpoint(Map<String, Supervised> parts, String secret) {
        this.parts = parts;
        this.authorization = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/parts", this::answer);
        server.setExecutor(workers);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization)) {
                respond(exchange, 401, "{}");
                return;
            }
            List<String> path =
                    List.of(exchange.getRequestURI().getPath().substring(1).split("/"));
            if (exchange.getRequestMethod().equals("GET") && path.size() == 1) {
                respond(exchange, 200, json.writeValueAsString(statuses(parts.values())));
            } else if (exchange.getRequestMethod().equals("POST")
                    && path.size() == 3
                    && act(path.get(1), path.get(2))) {
                respond(exchange, 200, "{}");
            } else {
                respond(exchange, 404, "{}");
            }
        }
    }

    private boolean act(String name, String action) {
        Supervised part = parts.get(name);
        if (part == null) {
            return false;
        }
        switch (action) {
            case "down" -> part.holdDown();
            case "up" -> part.release();
            case "kill" -> part.kill();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static List<Supervised.Status> statuses(Collection<Supervised> parts) {
        return parts.stream().map(Supervised::status).toList();
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
