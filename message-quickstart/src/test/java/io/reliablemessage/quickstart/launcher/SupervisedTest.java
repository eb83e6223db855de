package io.reliablemessage.quickstart.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.quickstart.launcher.Supervised.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real processes, which do nothing until they are killed. */
class SupervisedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Idle part = new Idle();
    private final Supervised supervised = new Supervised(
            part, new Console(new PrintStream(said, true, StandardCharsets.UTF_8)), new Backoff(), new Nobody());

    @AfterEach
    void end() {
        supervised.end();
    }

    @Test
    void startsAgainWhatWasKilledByHand() throws Exception {
        supervised.begin();
        supervised.awaitFirstStart();
        long first = supervised.status().pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await(() -> supervised.status().starts() == 2);
        assertThat(supervised.status().state()).isEqualTo(State.RUNNING);
        assertThat(supervised.status().pid()).isNotEqualTo(first);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("has died (process " + first + "); it starts again");
    }

    @Test
    void staysDownUntilItIsSwitchedOn() throws Exception {
        supervised.begin();
        supervised.awaitFirstStart();

        supervised.holdDown();
        await(() -> supervised.status().state() == State.DOWN);
        assertThat(part.isRunning()).isFalse();
        assertThat(supervised.status().starts()).isEqualTo(1);

        supervised.release();
        await(() -> supervised.status().state() == State.RUNNING);
        assertThat(part.isRunning()).isTrue();
    }

    @Test
    void failsWhenTheFirstStartFails() {
        part.broken = true;
        supervised.begin();

        assertThatThrownBy(supervised::awaitFirstStart)
                .isInstanceOf(StartFailedException.class)
                .hasMessage("broken");
    }

    @Test
    void doesNotStartAgainWhenEverythingEnds() throws Exception {
        supervised.begin();
        supervised.awaitFirstStart();

        supervised.end();

        await(() -> supervised.status().state() == State.ENDED);
        assertThat(part.isRunning()).isFalse();
        assertThat(supervised.status().starts()).isEqualTo(1);
    }

    @Test
    void letsDieWhatIsRetired() throws Exception {
        supervised.begin();
        supervised.awaitFirstStart();

        supervised.retire();
        part.kill();

        await(() -> supervised.status().state() == State.ENDED);
        assertThat(supervised.status().starts()).isEqualTo(1);
    }

    private static void await(BooleanSupplier condition) throws TimeoutException {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new TimeoutException();
            }
            Thread.onSpinWait();
        }
    }

    private static final class Nobody implements Supervised.Listener {
        @Override
        public void started(String name, long pid) {}

        @Override
        public void ended(String name) {}
    }

    private static final class Idle implements Part {
        private volatile boolean broken;
        private volatile @Nullable Process process;

        @Override
        public String name() {
            return "idle";
        }

        @Override
        public ProcessHandle start() {
            if (broken) {
                throw new StartFailedException("broken");
            }
            try {
                Process started = new ProcessBuilder("sleep", "600").start();
                process = started;
                return started.toHandle();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void kill() {
            Process running = process;
            if (running != null) {
                running.destroyForcibly();
                try {
                    running.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void stop() {
            kill();
        }

        boolean isRunning() {
            Process running = process;
            return running != null && running.isAlive();
        }
    }
}
