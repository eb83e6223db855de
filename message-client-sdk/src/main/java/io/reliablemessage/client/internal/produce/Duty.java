package io.reliablemessage.client.internal.produce;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a bounded step on a daemon thread of its own: at once while there is more, otherwise after a pause with jitter. */
final class Duty {
    private static final Logger log = LoggerFactory.getLogger(Duty.class);

    private final String name;
    private final Duration pause;
    private final BooleanSupplier step;
    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;
    private boolean failing;

    /** @param step returns whether there is more at once; what it throws is logged once and tried again after the pause */
    Duty(String name, Duration pause, BooleanSupplier step) {
        this.name = name;
        this.pause = pause;
        this.step = step;
    }

    void start() {
        CountDownLatch stop = new CountDownLatch(1);
        Thread starting = new Thread(() -> run(stop), "reliable-message-" + name);
        starting.setDaemon(true);
        stopping = stop;
        thread = starting;
        starting.start();
    }

    /** Lets the step under way end, but not longer than the bound. */
    void stop(Duration bound) {
        stopping.countDown();
        Thread ending = thread;
        if (ending == null) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(ending, bound.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ending.interrupt();
    }

    private void run(CountDownLatch stop) {
        while (stop.getCount() > 0) {
            boolean more = step();
            if (!more && isStoppedAfterPause(stop)) {
                return;
            }
        }
    }

    private boolean step() {
        try {
            boolean more = step.getAsBoolean();
            failing = false;
            return more;
        } catch (RuntimeException e) {
            if (!failing && stopping.getCount() > 0) {
                log.warn("The {} met {}; it tries again every {}", name, e.toString(), pause);
            }
            failing = true;
            return false;
        }
    }

    /** The jitter keeps the instances of an application from asking at the same moment. */
    private boolean isStoppedAfterPause(CountDownLatch stop) {
        long millis = pause.toMillis();
        try {
            return stop.await(millis / 2 + ThreadLocalRandom.current().nextLong(millis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
