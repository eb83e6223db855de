package io.reliablemessage.benchmarks.suite;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do. */
final class Await {
    private static final Duration STEP = Duration.ofMillis(100);

    private Await() {}

    /** @throws IllegalStateException naming what has not happened, after the limit */
    static void until(String what, Duration limit, BooleanSupplier happened) {
        until(what, limit, happened, () -> "");
    }

    /** @param seen what there is instead, for the exception */
    static void until(String what, Duration limit, BooleanSupplier happened, Supplier<String> seen) {
        long end = System.nanoTime() + limit.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Within " + limit.toSeconds() + " s it did not happen that " + what + seen.get());
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    /** Waits for a moment of {@link System#nanoTime}. */
    static void moment(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void pause(Duration time) {
        moment(System.nanoTime() + time.toNanos());
    }
}
