package io.reliablemessage.service.operator;

import io.reliablemessage.service.web.TooManyCallsException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How many logins may fail on this node, whatever their names: guessing many names is held up as guessing one name's password is. */
final class FailureRate {
    static final int PER_SECOND = 20;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private long since;
    private int failures;

    FailureRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** @throws TooManyCallsException if too many have failed within this second */
    synchronized void check() {
        if (nanoTime.getAsLong() - since >= SECOND) {
            since = nanoTime.getAsLong();
            failures = 0;
        }
        if (failures >= PER_SECOND) {
            throw new TooManyCallsException(1, "Too many logins have failed just now; try again in a second");
        }
    }

    synchronized void failed() {
        failures++;
    }
}
