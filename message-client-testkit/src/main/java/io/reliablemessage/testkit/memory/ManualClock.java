package io.reliablemessage.testkit.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Stands still until it is moved. In milliseconds, as the service's database has it. */
public final class ManualClock extends Clock {
    private volatile Instant now;

    public ManualClock(Instant start) {
        this.now = start.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Starts anew, possibly earlier. */
    public synchronized void startAt(Instant start) {
        now = start.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Moves to that time; an earlier one changes nothing. */
    public synchronized void moveTo(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /** Moves on. */
    public void advance(Duration duration) {
        moveTo(now.plus(duration));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }
}
