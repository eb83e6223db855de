package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.signed.UnansweredException;
import java.time.Duration;

/** When a question has to be answered. */
final class Deadline {
    private final Duration limit;
    private final long endNanos;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.endNanos = System.nanoTime() + limit.toNanos();
    }

    static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    boolean isOver() {
        return System.nanoTime() - endNanos > 0;
    }

    /** @throws UnansweredException if it is over */
    void check() {
        if (isOver()) {
            throw new UnansweredException("It takes longer than reliable-message.reconciliation.time-limit, " + limit
                    + "; is there an index that begins with the time?");
        }
    }
}
