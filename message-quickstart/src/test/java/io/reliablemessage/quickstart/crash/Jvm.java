package io.reliablemessage.quickstart.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A program in a JVM of its own that can be killed and started again. It does not outlive this JVM, however this one ends. */
final class Jvm {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long END_LIMIT_SECONDS = 20;

    private final String name;
    private final Path folder;
    private final List<String> program;
    private final String started;
    private int starts;
    private @Nullable Process process;
    private @Nullable Process watch;

    /**
     * @param folder for its logs, one per start
     * @param program what follows {@code java} on the command line
     * @param started what it logs once it does its work
     */
    Jvm(String name, Path folder, List<String> program, String started) {
        this.name = name;
        this.folder = folder;
        this.program = program;
        this.started = started;
    }

    /** Starts it, if it does not run, without waiting until it works. */
    void begin() {
        if (isRunning()) {
            return;
        }
        starts++;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + folder));
        command.addAll(program);
        try {
            Files.createDirectories(folder);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
            // Its input ends when this JVM does.
            watch = new ProcessBuilder("/bin/sh", "-c", "read -r ignored; kill -KILL " + process.pid())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name, e);
        }
    }

    /** Starts it, if it does not run, and returns when it works. */
    void start() {
        begin();
        awaitLog(started);
    }

    /** Waits until this start's log contains the text. */
    void awaitLog(String text) {
        Awaitility.await("\"" + text + "\" in " + log())
                .atMost(START_LIMIT)
                .pollInterval(POLL)
                .until(() -> {
                    assertThat(isRunning()).as("%s runs; see %s", name, log()).isTrue();
                    // The last character may be half written.
                    return Files.readString(log(), StandardCharsets.ISO_8859_1).contains(text);
                });
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        if (process == null) {
            return;
        }
        if (watch != null) {
            watch.destroyForcibly();
        }
        try {
            assertThat(process.destroyForcibly().waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s is gone", name)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path log() {
        return folder.resolve(name + "-" + starts + ".log");
    }
}
