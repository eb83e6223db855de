package io.reliablemessage.quickstart.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Spring Boot application in a JVM of its own. It does not see the terminal's Ctrl-C, since the launcher ends all parts
 * in order; when the launcher itself is killed, a shell that waits at a pipe ends it.
 */
final class JvmPart implements Part {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LARGE_LOG = 20L << 20;
    private static final int LOG_TAIL = 15;

    private final String name;
    private final DataFolder data;
    private final List<String> program;
    private final URI ready;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private @Nullable Process process;
    private @Nullable Process watch;
    private boolean stopped;

    /**
     * @param program the JVM's options from the class path on, the main class or jar, and its arguments
     * @param ready answers with a 2xx status once the application does its work
     */
    JvmPart(String name, DataFolder data, List<String> program, URI ready) {
        this.name = name;
        this.data = data;
        this.program = program;
        this.ready = ready;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProcessHandle start() {
        Process started = spawn();
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (hasEnded(started, POLL)) {
                throw new StartFailedException(name + " ended at its start (exit status " + started.exitValue()
                        + "); the end of " + data.log(name) + ":" + System.lineSeparator() + tail());
            }
            if (System.nanoTime() > limit) {
                kill();
                throw new StartFailedException(name + " did not answer at " + ready + " within "
                        + START_LIMIT.toSeconds() + " s and was ended; the end of " + data.log(name) + ":"
                        + System.lineSeparator() + tail());
            }
        }
        return started.toHandle();
    }

    @Override
    public synchronized void kill() {
        endWatch();
        if (process != null) {
            process.destroyForcibly();
            hasEnded(process, STOP_LIMIT);
        }
    }

    @Override
    public void stop() {
        Process running;
        synchronized (this) {
            stopped = true;
            running = process;
        }
        if (running != null) {
            running.destroy();
            if (!hasEnded(running, STOP_LIMIT)) {
                running.destroyForcibly();
            }
        }
        synchronized (this) {
            endWatch();
        }
    }

    private synchronized Process spawn() {
        if (stopped) {
            throw new StartFailedException("The quickstart is ending");
        }
        endWatch();
        try {
            Path temporary = data.resolve("tmp").resolve(name);
            PrivateFiles.deleteTree(temporary);
            PrivateFiles.createFolder(temporary);
            setLargeLogAside();
            Process started = new ProcessBuilder(command(temporary))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(data.log(name).toFile()))
                    .start();
            started.getOutputStream().close();
            process = started;
            watch = watch(started.pid());
            return started;
        } catch (IOException e) {
            throw new StartFailedException("Cannot start " + name, e);
        }
    }

    private List<String> command(Path temporary) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                data.processMark(),
                "-Xms32m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary,
                "-Dfile.encoding=UTF-8"));
        command.addAll(program);
        return command;
    }

    /** Reads from a pipe that only this JVM holds open: it closes when this JVM dies, however it dies. */
    private static Process watch(long pid) throws IOException {
        String script = """
                trap '' INT
                read -r ignored
                kill -TERM %1$d 2>/dev/null || exit 0
                i=0
                while [ $i -lt 15 ] && kill -0 %1$d 2>/dev/null; do sleep 1; i=$((i + 1)); done
                kill -KILL %1$d 2>/dev/null
                """.formatted(pid);
        return new ProcessBuilder("/bin/sh", "-c", script)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void endWatch() {
        if (watch != null) {
            watch.destroyForcibly();
            watch = null;
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("Interrupted while " + name + " was starting", e);
        }
    }

    private boolean hasEnded(Process started, Duration patience) {
        try {
            return started.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("Interrupted while waiting for " + name, e);
        }
    }

    private void setLargeLogAside() throws IOException {
        Path log = data.log(name);
        if (Files.exists(log) && Files.size(log) > LARGE_LOG) {
            Files.move(log, log.resolveSibling(name + ".1.log"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(data.log(name), StandardCharsets.UTF_8);
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
