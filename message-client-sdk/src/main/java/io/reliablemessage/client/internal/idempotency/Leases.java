package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.Delivery;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of flags while their listeners run: three times in each lease, so that two renewals may be lost. */
final class Leases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private final Flags flags;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "reliable-message-leases");
        thread.setDaemon(true);
        return thread;
    });

    Leases(Flags flags) {
        this.flags = flags;
        clock.setRemoveOnCancelPolicy(true);
    }

    Lease keep(String flag, String token, Duration lease, Delivery delivery) {
        long pause = Math.max(1, lease.toMillis() / 3);
        ScheduledFuture<?> renewal = clock.scheduleAtFixedRate(
                () -> renew(flag, token, lease, delivery), pause, pause, TimeUnit.MILLISECONDS);
        return () -> renewal.cancel(false);
    }

    private void renew(String flag, String token, Duration lease, Delivery delivery) {
        try {
            if (!flags.renew(flag, token, lease)) {
                log.warn(
                        "The flag of message {} is no longer ours while its listener runs; a copy may run beside it",
                        delivery.id());
            }
        } catch (RuntimeException e) {
            log.warn(
                    "The lease of message {} could not be renewed ({}); tried again before it ends",
                    delivery.id(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Renewed until it is closed. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }
}
