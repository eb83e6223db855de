package io.reliablemessage.client.internal.produce;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes version 7 UUIDs (RFC 9562): 48 bits of milliseconds, then 12 bits that count within a millisecond from a random start (its
 * section 6.2, method 1), then 62 random bits. Strictly increasing within this JVM, also when the clock is set back.
 */
final class MessageIds {
    private static final int COUNTER_BITS = 12;
    /** The counter starts in the lower half, so that 2,048 ids fit a millisecond before it runs into the next one. */
    private static final int START_BITS = COUNTER_BITS - 1;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    MessageIds(Clock clock) {
        this.clock = clock;
    }

    UUID next() {
        long random64 = random.nextLong();
        long start = random64 >>> (Long.SIZE - START_BITS);
        long now = (clock.millis() << COUNTER_BITS) | start;
        long value = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long high = ((value >>> COUNTER_BITS) << 16) | 0x7000L | (value & 0xFFF);
        // The bits that chose the start are used again only for the JVM's own order, so fresh ones fill the tail.
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low);
    }

    /** The milliseconds since the epoch inside a version 7 UUID. */
    static long millisOf(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    /** No version 7 UUID of that millisecond or a later one is smaller, byte by byte. */
    static UUID smallestOf(long epochMillis) {
        return new UUID(epochMillis << 16, 0);
    }
}
