package io.reliablemessage.client.internal.consume;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets copies of a delivery die by chance: many at first, so that none comes to its commit, then some, and none in the end. */
final class Deaths {
    private static final int MANY = 12;
    private static final int MOST = 40;

    private final AtomicInteger died = new AtomicInteger();

    /** Whether the copy on this thread dies here, at the last place before its commit. */
    boolean strikeBeforeCommit() {
        if (died.get() < MANY) {
            died.incrementAndGet();
            return true;
        }
        return strike();
    }

    /** Whether the copy on this thread dies here. */
    boolean strike() {
        int before = died.get();
        if (before >= MOST || ThreadLocalRandom.current().nextInt(before < MANY ? 2 : 4) != 0) {
            return false;
        }
        died.incrementAndGet();
        return true;
    }

    int died() {
        return died.get();
    }
}
