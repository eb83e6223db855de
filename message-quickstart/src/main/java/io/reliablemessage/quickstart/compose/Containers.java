package io.reliablemessage.quickstart.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The containers of the Compose project that the environment names ({@code COMPOSE_PROJECT_NAME}, {@code COMPOSE_FILE}, {@code COMPOSE_PROFILES}). */
final class Containers {

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final Duration HEALTHY_LIMIT = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(500);

    /** The container of a service, running or not. */
    String id(String service) {
        return run("docker", "compose", "ps", "--all", "--quiet", service);
    }

    void kill(String container) {
        run("docker", "kill", container);
    }

    void start(String container) {
        run("docker", "start", container);
    }

    /** How often its restart policy has started it again. */
    int restarts(String container) {
        return Integer.parseInt(run("docker", "inspect", "--format", "{{.RestartCount}}", container));
    }

    /** @throws IllegalStateException when it is not healthy within ten minutes */
    void awaitHealthy(String container) {
        long limit = System.nanoTime() + HEALTHY_LIMIT.toNanos();
        while (!run("docker", "inspect", "--format", "{{.State.Health.Status}}", container)
                .equals("healthy")) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(container + " is not healthy within " + HEALTHY_LIMIT);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during " + String.join(" ", command), e);
        }
    }
}
