package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.JdbcTables;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the records that nobody can need any more, a little at a time; every instance of the application does its share. */
public final class IdempotencyRetention implements AutoCloseable {
    static final int STEP = 500;

    private static final Logger log = LoggerFactory.getLogger(IdempotencyRetention.class);
    private static final int STEPS_PER_ROUND = 200;
    private static final Duration ROUND = Duration.ofMinutes(10);

    private final JdbcTables tables;
    private final JdbcIdempotencyRecords records;
    private final Duration retention;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "reliable-message-retention");
        thread.setDaemon(true);
        return thread;
    });
    private boolean started;

    public IdempotencyRetention(JdbcTables tables, JdbcIdempotencyRecords records, Duration retention) {
        this.tables = tables;
        this.records = records;
        this.retention = retention;
    }

    /**
     * Begins at a random moment, so that instances that start together do not delete together. Further calls do nothing: whoever writes
     * records starts it.
     *
     * @throws io.reliablemessage.client.internal.schema.MissingTableException if the table is not there
     */
    public synchronized void start() {
        if (started) {
            return;
        }
        tables.require("rm_idempotency", "V3__idempotency.sql");
        tables.requireColumn("rm_idempotency", "result", "V4__stored_result.sql");
        long millis = ROUND.toMillis();
        started = true;
        Future<?> unused = clock.scheduleWithFixedDelay(
                this::round, ThreadLocalRandom.current().nextLong(millis), millis, TimeUnit.MILLISECONDS);
    }

    /** Deletes up to 100,000 old records in small transactions. */
    void round() {
        try {
            for (int i = 0; i < STEPS_PER_ROUND && records.deleteOlderThan(retention, STEP) == STEP; i++) {
                if (clock.isShutdown()) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            log.warn("Old idempotency records could not be deleted ({}); tried again in {}", e.getMessage(), ROUND);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
