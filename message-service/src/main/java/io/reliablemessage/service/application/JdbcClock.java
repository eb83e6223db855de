package io.reliablemessage.service.application;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The database's clock, the only one that counts. */
@Component
public class JdbcClock {
    private static final Duration RECENT = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private volatile @Nullable Reading last;

    /** @param nanoTime {@link System#nanoTime} after the answer */
    private record Reading(Instant time, long nanoTime) {}

    JdbcClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Instant now() {
        return jdbc.sql("SELECT UTC_TIMESTAMP(3)")
                .query(LocalDateTime.class)
                .single()
                .toInstant(ZoneOffset.UTC);
    }

    /** The database's time, reckoned from a reading that is a second old at most: for display, not to decide what is due. */
    public Instant recently() {
        Reading reading = last;
        if (reading == null || System.nanoTime() - reading.nanoTime > RECENT.toNanos()) {
            reading = new Reading(now(), System.nanoTime());
            last = reading;
        }
        return reading.time.plusNanos(System.nanoTime() - reading.nanoTime);
    }
}
