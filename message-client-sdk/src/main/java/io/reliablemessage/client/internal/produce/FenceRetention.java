package io.reliablemessage.client.internal.produce;

import java.time.Duration;

/** Deletes fence rows that no check-back can ask for any more, in small steps. */
final class FenceRetention {
    private static final int STEP = 1_000;

    private final JdbcFence fence;
    private final Duration retention;

    FenceRetention(JdbcFence fence, Duration retention) {
        this.fence = fence;
        this.retention = retention;
    }

    /** @return whether there is more to delete at once */
    boolean deleteExpired() {
        return fence.deleteOlderThan(MessageIds.smallestOf(fence.now() - retention.toMillis()), STEP) == STEP;
    }
}
