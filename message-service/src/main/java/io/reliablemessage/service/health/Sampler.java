package io.reliablemessage.service.health;

import io.reliablemessage.service.reconciliation.JdbcBooksState;
import io.reliablemessage.service.retention.RetentionState;
import io.reliablemessage.service.scheduling.Heartbeat;
import io.reliablemessage.service.scheduling.SchedulerState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Asks the database every fifteen seconds how things stand, every minute what moves slowly: partitions and compared books. Health and metrics answer from that, so that neither a scrape nor a probe
 * costs the database anything or hangs when it does.
 */
@Component
class Sampler implements SmartLifecycle {
    static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Logger log = LoggerFactory.getLogger(Sampler.class);
    private static final int SAMPLES_PER_SLOW_LOOK = 4;

    private final JdbcAges ages;
    private final SchedulerState scheduler;
    private final Heartbeat heartbeat;
    private final RetentionState retention;
    private final JdbcBooksState books;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable Slow slow;
    private int samples;
    private boolean failing;
    private volatile @Nullable Sample last;
    private volatile long lastNanos = System.nanoTime();

    Sampler(
            JdbcAges ages,
            SchedulerState scheduler,
            Heartbeat heartbeat,
            RetentionState retention,
            JdbcBooksState books) {
        this.ages = ages;
        this.scheduler = scheduler;
        this.heartbeat = heartbeat;
        this.retention = retention;
        this.books = books;
    }

    private record Slow(RetentionState.Partitions partitions, JdbcBooksState.Figures books) {}

    /** Empty until the database was reached for the first time. */
    Optional<Sample> last() {
        return Optional.ofNullable(last);
    }

    /** How old the last sample is, or how long ago this node started if there is none. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    void take() {
        try {
            Slow known = slow;
            if (known == null || samples % SAMPLES_PER_SLOW_LOOK == 0) {
                known = new Slow(retention.read(), books.read());
                slow = known;
            }
            last = new Sample(
                    ages.read(), scheduler.duties(), heartbeat.livingNodes(), known.partitions(), known.books());
            lastNanos = System.nanoTime();
            samples++;
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "The ages and the scheduler's state cannot be read; the last ones stand until they can, in {} again",
                        INTERVAL,
                        e);
            }
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread sampling = new Thread(work, "sampler");
            sampling.setDaemon(true);
            return sampling;
        });
        executor.scheduleWithFixedDelay(this::take, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        thread = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = thread;
        thread = null;
        if (executor != null) {
            executor.shutdown();
            try {
                executor.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
