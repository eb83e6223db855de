package io.reliablemessage.service.outbox;

import java.util.concurrent.ThreadLocalRandom;

/** A random mark that a conditional update leaves in the rows that it changed, so that its owner can read back which ones it won. */
public final class Claim {
    private Claim() {}

    public static long next() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }
}
