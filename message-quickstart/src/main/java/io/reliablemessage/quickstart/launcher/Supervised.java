package io.reliablemessage.quickstart.launcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one part running: who dies is started again after a {@link Backoff}, unless it is being held down or everything
 * ends. The very first start is not repeated; its failure is the caller's to report.
 */
public final class Supervised {

    /** Where a part stands. */
    public enum State {
        /** Being started, for the first time or again. */
        STARTING,
        RUNNING,
        /** Died; starts again after a while. */
        WAITING,
        /** Switched off by a person until it is switched on again. */
        DOWN,
        /** Ended for good. */
        ENDED
    }

    /**
     * @param pid 0 when it does not run
     * @param starts how often it came up
     */
    public record Status(String name, State state, long pid, int starts) {}

    private final Part part;
    private final Console console;
    private final Backoff backoff;
    private final Listener listener;
    private final CompletableFuture<@Nullable Void> firstStart = new CompletableFuture<>();
    private State state = State.STARTING;
    private boolean heldDown;
    private boolean ending;
    private long pid;
    private int starts;

    /** Learns of each process. */
    interface Listener {
        void started(String name, long pid);

        void ended(String name);
    }

    Supervised(Part part, Console console, Backoff backoff, Listener listener) {
        this.part = part;
        this.console = console;
        this.backoff = backoff;
        this.listener = listener;
    }

    /** Begins to start it and returns at once. */
    void begin() {
        Thread thread = new Thread(this::keepRunning, "supervise-" + part.name());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until the part has come up for the first time.
     *
     * @throws StartFailedException when it did not
     */
    void awaitFirstStart() {
        try {
            firstStart.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StartFailedException failed) {
                throw failed;
            }
            throw e;
        }
    }

    public synchronized Status status() {
        return new Status(part.name(), state, pid, starts);
    }

    /** Kills the process; it starts again by itself. */
    public void kill() {
        console.say(part.name(), "is being killed (SIGKILL)");
        part.kill();
    }

    /** Kills the process and keeps it from starting until {@link #release()}. */
    public void holdDown() {
        synchronized (this) {
            if (heldDown) {
                return;
            }
            heldDown = true;
        }
        console.say(part.name(), "is being switched off (SIGKILL)");
        part.kill();
    }

    public synchronized void release() {
        if (heldDown) {
            console.say(part.name(), "is being switched on");
            heldDown = false;
            notifyAll();
        }
    }

    /** Lets it run on, but does not start it again any more. */
    synchronized void retire() {
        ending = true;
        notifyAll();
    }

    /** Ends it in order and for good. */
    void end() {
        retire();
        part.stop();
        synchronized (this) {
            state = State.ENDED;
        }
    }

    private void keepRunning() {
        while (awaitPermission()) {
            long began = System.nanoTime();
            String death;
            try {
                ProcessHandle process = part.start();
                if (!up(process.pid(), Duration.ofNanos(System.nanoTime() - began))) {
                    part.kill();
                }
                began = System.nanoTime();
                process.onExit().join();
                death = "has died (process " + process.pid() + ")";
            } catch (StartFailedException e) {
                if (firstStart.completeExceptionally(e)) {
                    return;
                }
                death = "did not come up: " + e.getMessage();
            }
            down();
            awaitNextStart(death, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** Returns whether it may stay up: it may have been switched off while it was starting. */
    private synchronized boolean up(long newPid, Duration took) {
        state = State.RUNNING;
        pid = newPid;
        starts++;
        listener.started(part.name(), newPid);
        console.say(part.name(), (starts == 1 ? "ready in " : "ready again in ") + Console.seconds(took));
        firstStart.complete(null);
        return !heldDown;
    }

    private synchronized void down() {
        state = State.WAITING;
        pid = 0;
        listener.ended(part.name());
    }

    private void awaitNextStart(String death, Duration life) {
        Duration wait = backoff.after(life);
        synchronized (this) {
            if (ending || heldDown) {
                return;
            }
            console.say(part.name(), death + "; it starts again in " + Console.seconds(wait));
            long limit = System.nanoTime() + wait.toNanos();
            for (long rest = wait.toMillis(); rest > 0 && !ending; rest = (limit - System.nanoTime()) / 1_000_000) {
                waitForChange(rest);
            }
        }
    }

    private synchronized boolean awaitPermission() {
        while (heldDown && !ending) {
            state = State.DOWN;
            waitForChange(0);
        }
        state = ending ? State.ENDED : State.STARTING;
        return !ending;
    }

    private void waitForChange(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a JVM that ends.
            ending = true;
        }
    }
}
