package io.reliablemessage.benchmarks.site;

import io.reliablemessage.embedded.ParentWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node of message-service, from its executable jar. */
public final class ServiceNode implements AutoCloseable {
    static final String ADMINISTRATOR_TOKEN = "rm_admin_only_for_the_benchmark";

    private static final String HEAP = "512m";
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final long STOP_SECONDS = 40;

    private final String name;
    private final int port;
    private final Process process;
    private final @Nullable Process watch;
    private final Path log;
    private long beganNanos;
    private long startNanos;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private ServiceNode(String name, int port, Process process, Path log) throws IOException {
        this.name = name;
        this.port = port;
        this.process = process;
        this.watch = ParentWatch.start(process.pid());
        this.log = log;
    }

    /**
     * Starts a node and returns when it is ready.
     *
     * @param settings of the node, such as {@code reliable-message.outbox.writers=2}
     */
    static ServiceNode start(Jvm jvm, Path jar, String name, Where where, List<String> settings) {
        List<String> arguments = arguments(name, where, settings);
        arguments.add("--reliable-message.broker.address=" + where.nameServer());
        return start(jvm, name, jvm.withJar(name, HEAP, jar, arguments));
    }

    /** As {@link #start}, without RocketMQ; the configuration brings another broker, and what else it likes. */
    static ServiceNode startWith(
            Class<?> configuration, Jvm jvm, Path jar, String name, Where where, List<String> settings) {
        List<String> arguments = arguments(name, where, settings);
        arguments.add("--reliable-message.broker.enabled=false");
        arguments.add("--spring.main.sources=" + configuration.getName());
        return start(jvm, name, jvm.withJarAndClassesOf(name, HEAP, jar, configuration, arguments));
    }

    private static List<String> arguments(String name, Where where, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--spring.datasource.url=" + where.jdbcUrl(),
                "--spring.datasource.username=" + where.user(),
                "--spring.datasource.password=" + where.password(),
                "--reliable-message.service.node-name=" + name,
                "--reliable-message.check-back.allowed-networks=127.0.0.0/8",
                "--reliable-message.administrator-token=" + ADMINISTRATOR_TOKEN));
        settings.forEach(setting -> arguments.add("--" + setting));
        return arguments;
    }

    private static ServiceNode start(Jvm jvm, String name, ProcessBuilder program) {
        try {
            int port = freePort();
            program.command().add("--server.port=" + port);
            long begin = System.nanoTime();
            Process process = program.redirectOutput(
                            ProcessBuilder.Redirect.appendTo(jvm.log(name).toFile()))
                    .start();
            ServiceNode node = new ServiceNode(name, port, process, jvm.log(name));
            try {
                node.awaitReady();
                node.startNanos = System.nanoTime() - begin;
                node.beganNanos = begin;
            } catch (RuntimeException e) {
                node.kill();
                throw e;
            }
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a node works on. */
    record Where(String jdbcUrl, String user, String password, String nameServer) {}

    public String name() {
        return name;
    }

    /** How long it took from the start of the process until it was ready. */
    public Duration startedWithin() {
        return Duration.ofNanos(startNanos);
    }

    /** Since the start of the process. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** The sum of a counter's or gauge's series at the node's Prometheus endpoint; 0 if it has none. */
    public double metric(String metric) {
        return metric(metric, "");
    }

    /** @param label as the endpoint writes it, such as {@code uri="/v1/receipts"}; only series that have it count */
    public double metric(String metric, String label) {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How many HTTP calls it has answered since it started, of all paths that begin so. */
    public double answered(String path) {
        return metric("http_server_requests_seconds_count", "uri=\"" + path);
    }

    /** The status of one component of its health; empty if it has no such component. */
    public String health(String component) {
        JsonNode found =
                json.readTree(get("/actuator/health")).path("components").path(component);
        return found.path("status").asString("");
    }

    private String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url() + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** Ends it without a chance to finish anything. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        if (watch != null) {
            watch.destroyForcibly();
        }
    }

    private void awaitReady() throws IOException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException(name + " did not come up; the end of " + log + ":\n" + tail(log));
            }
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                return true;
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
            return false;
        } catch (IOException e) {
            return waitALittle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + name + " was starting", e);
        }
    }

    private boolean waitALittle() {
        try {
            process.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
