package io.reliablemessage.client.internal.consume;

import io.reliablemessage.protocol.Receipt;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service about work that takes long, so that it does not deliver the message again meanwhile. Every delivery is watched;
 * nothing is sent for one that ends soon.
 */
final class LongWork implements AutoCloseable {
    private @Nullable ScheduledThreadPoolExecutor clock;
    private final Consumer<Receipt> receipts;
    private final Duration after;
    private final Duration extension;

    /**
     * @param receipts takes what is to be sent; must not block
     * @param after how long a delivery works before the first word
     * @param extension how long the service is asked to wait, 1 s to 1 h; three words fit into it, so that two may be lost
     */
    LongWork(Consumer<Receipt> receipts, Duration after, Duration extension) {
        this.receipts = receipts;
        this.after = after;
        this.extension = extension;
    }

    Duration extension() {
        return extension;
    }

    /** Watches one delivery until the watch is closed; after that nothing more is sent for it. */
    Watch watch(Receipt inProgress) {
        return new Watch(inProgress);
    }

    /** A watch that begins later begins anew: an application can be stopped and started again. */
    @Override
    public synchronized void close() {
        if (clock != null) {
            clock.shutdownNow();
            clock = null;
        }
    }

    private synchronized ScheduledFuture<?> schedule(Runnable word) {
        if (clock == null) {
            clock = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "reliable-message-long-work");
                thread.setDaemon(true);
                return thread;
            });
            clock.setRemoveOnCancelPolicy(true);
        }
        return clock.scheduleAtFixedRate(
                word, after.toMillis(), Math.max(1, extension.toMillis() / 3), TimeUnit.MILLISECONDS);
    }

    final class Watch implements AutoCloseable {
        private final Receipt inProgress;
        private final ScheduledFuture<?> schedule;
        private boolean closed;

        private Watch(Receipt inProgress) {
            this.inProgress = inProgress;
            this.schedule = schedule(this::tell);
        }

        private synchronized void tell() {
            if (!closed) {
                receipts.accept(inProgress);
            }
        }

        /** Synchronised so that a word on its way cannot overtake the receipt that ends the delivery. */
        @Override
        public synchronized void close() {
            closed = true;
            schedule.cancel(false);
        }
    }
}
