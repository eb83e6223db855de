package io.reliablemessage.client.store;

import io.reliablemessage.embedded.FreePorts;
import io.reliablemessage.embedded.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.RedisServer;

/**
 * A redis-server process on 127.0.0.1, which keeps nothing on the disk. It ends with {@link #close} or with the JVM;
 * {@link #kill} is its crash. With the system property {@code reliable-message.test.containers=true} it is in a container.
 */
public sealed class RealRedis implements AutoCloseable permits RedisInContainer {
    /** What the class path has, by operating system and processor. */
    private static final Map<String, String> BINARIES = Map.of(
            "linux amd64", "redis-server-6.2.6-v5-linux-amd64",
            "linux aarch64", "redis-server-6.2.7-linux-arm64",
            "mac os x x86_64", "redis-server-6.2.6-v5-darwin-amd64",
            "mac os x aarch64", "redis-server-6.2.6-v5-darwin-arm64");

    private static @Nullable Path binary;

    private final int port;
    private @Nullable Process process;

    RealRedis(int port) {
        this.port = port;
    }

    /** Starts one, or skips the test where there is no redis-server for the machine. */
    public static RealRedis start() {
        boolean contained = Boolean.getBoolean(TestDatabase.CONTAINERS_PROPERTY);
        Assumptions.assumeTrue(contained || missing() == null, missing());
        int port = FreePorts.next();
        RealRedis redis = contained ? new RedisInContainer(port) : new RealRedis(port);
        redis.restart();
        Runtime.getRuntime().addShutdownHook(new Thread(redis::close, "end of redis-server"));
        return redis;
    }

    /** Why this machine cannot run it; {@code null}: it can. */
    static @Nullable String missing() {
        return BINARIES.containsKey(machine()) ? null : "Redis: there is no redis-server for " + machine();
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** Ends the process at once; connections break and all keys are lost. */
    public void kill() {
        if (process != null) {
            end(process.destroyForcibly());
        }
    }

    /** Starts it again at the same port, empty. */
    public void restart() {
        kill();
        process = launch(port);
    }

    @Override
    public void close() {
        kill();
    }

    private static Process launch(int port) {
        try {
            Path directory = Files.createTempDirectory("redis");
            directory.toFile().deleteOnExit();
            Process process = new ProcessBuilder(
                            binary().toString(),
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            directory.toString())
                    .redirectErrorStream(true)
                    .start();
            awaitReady(process, port);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server does not start", e);
        }
    }

    private static void awaitReady(Process process, int port) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.contains("Ready to accept connections")) {
            said.append(line).append('\n');
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("It ended with:\n" + said);
        }
        new Socket("127.0.0.1", port).close();
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("redis-server " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized Path binary() throws IOException {
        if (binary == null) {
            Path file = Files.createTempFile("redis-server", "");
            file.toFile().deleteOnExit();
            try (InputStream resource = RedisServer.class.getResourceAsStream("/" + BINARIES.get(machine()))) {
                Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!file.toFile().setExecutable(true)) {
                throw new IOException(file + " cannot be made executable");
            }
            binary = file;
        }
        return binary;
    }

    private static String machine() {
        return (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT);
    }
}
