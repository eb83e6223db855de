package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ServiceRefusedException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether it is worth asking the service now. After a failure it is left alone for a while, twice as long each time up to a cap, with
 * jitter; so that an outage costs each transaction nothing but its spooled rows.
 */
final class Availability {
    private static final Logger log = LoggerFactory.getLogger(Availability.class);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** Longer than a probe takes. */
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final String what;
    private int failures;
    private long pausedUntilNanos;

    /** @param what is not done while the service is away, for the log */
    Availability(String what) {
        this.what = what;
    }

    /** As {@link #isPaused}, but after a pause only one caller at a time finds out whether the service is back. */
    synchronized boolean admits() {
        if (isPaused()) {
            return false;
        }
        if (failures > 0) {
            pausedUntilNanos = System.nanoTime() + PROBE.toNanos();
        }
        return true;
    }

    synchronized boolean isPaused() {
        return failures > 0 && System.nanoTime() - pausedUntilNanos < 0;
    }

    synchronized boolean isAnswered() {
        return failures == 0;
    }

    synchronized void succeeded() {
        if (failures > 0) {
            log.info("The service answers again; {} goes on", what);
            failures = 0;
        }
    }

    /** @return how long to leave the service alone */
    synchronized Duration failed(RuntimeException reason) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        pause = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        if (failures++ == 0) {
            if (reason instanceof ServiceRefusedException) {
                log.error("{}; {} waits until the service takes it", reason.getMessage(), what);
            } else {
                log.warn("{}; {} waits until the service is back", reason.getMessage(), what);
            }
        }
        pausedUntilNanos = System.nanoTime() + Duration.ofMillis(pause).toNanos();
        return Duration.ofMillis(pause);
    }
}
