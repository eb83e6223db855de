package io.reliablemessage.benchmarks.site;

import io.reliablemessage.embedded.FreePorts;
import io.reliablemessage.embedded.ParentWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A redis-server on 127.0.0.1 that keeps nothing on the disk. */
final class RedisProcess implements AutoCloseable {
    /** What the class path has, by operating system and processor. */
    private static final Map<String, String> BINARIES = Map.of(
            "linux amd64", "redis-server-6.2.6-v5-linux-amd64",
            "linux aarch64", "redis-server-6.2.7-linux-arm64",
            "mac os x x86_64", "redis-server-6.2.6-v5-darwin-amd64",
            "mac os x aarch64", "redis-server-6.2.6-v5-darwin-arm64");

    private final int port;
    private final Process process;
    private final @Nullable Process watch;

    private RedisProcess(int port, Process process) throws IOException {
        this.port = port;
        this.process = process;
        this.watch = ParentWatch.start(process.pid());
    }

    /** Whether there is one for this machine. */
    static boolean isAvailable() {
        return BINARIES.containsKey(machine());
    }

    /** @param folder for the program */
    static RedisProcess start(Path folder) {
        try {
            int port = FreePorts.next();
            ProcessBuilder command = new ProcessBuilder(
                    binary(folder).toString(),
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    folder.toString());
            RedisProcess redis =
                    new RedisProcess(port, command.redirectErrorStream(true).start());
            redis.awaitReady();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server does not start", e);
        }
    }

    /** It says little after that, which fits into the pipe. */
    private void awaitReady() throws IOException {
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
    }

    int port() {
        return port;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    private static Path binary(Path folder) throws IOException {
        Path file = folder.resolve("redis-server");
        try (InputStream resource = RedisServer.class.getResourceAsStream("/" + BINARIES.get(machine()))) {
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        return file;
    }

    private static String machine() {
        return (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (watch != null) {
            watch.destroyForcibly();
        }
    }
}
