package io.reliablemessage.benchmarks.suite;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Version 7 UUIDs of this moment. */
final class RecentIds {
    private RecentIds() {}

    static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | (random.nextLong() & 0xfff);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
