package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.JdbcTables;
import io.reliablemessage.client.internal.schema.MissingTableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JdbcTables tables;
    private final JdbcIdempotencyRecords records;
    private final Duration retention;
    private final Duration entityRetention;
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "reliable-message-retention");
        thread.setDaemon(true);
        return thread;
    });
    private boolean started;

    /**
     * @param retention how long an effect is remembered
     * @param entityRetention how long the state or version of an entity is remembered that nothing moves
     */
    public IdempotencyRetention(
            JdbcTables tables, JdbcIdempotencyRecords records, Duration retention, Duration entityRetention) {
        this.tables = tables;
        this.records = records;
        this.retention = retention;
        this.entityRetention = entityRetention;
    }

    /** Deletes up to so many of one table. */
    private interface Step {
        int delete(int limit);
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
        steps.add(limit -> records.deleteOlderThan(retention, limit));
        JdbcEntities<?> states = JdbcEntities.states(tables.dataSource(), tables.dialect(), PATIENCE);
        addIfPresent("rm_entity_state", "V5__entity_state.sql", states);
        JdbcEntities<?> versions = JdbcEntities.versions(tables.dataSource(), tables.dialect(), PATIENCE);
        addIfPresent("rm_entity_version", "V6__entity_version.sql", versions);
        long millis = ROUND.toMillis();
        started = true;
        Future<?> unused = clock.scheduleWithFixedDelay(
                this::round, ThreadLocalRandom.current().nextLong(millis), millis, TimeUnit.MILLISECONDS);
    }

    /** Who has no listener that needs the table may not have it. */
    private void addIfPresent(String table, String migration, JdbcEntities<?> entities) {
        try {
            tables.require(table, migration);
            steps.add(limit -> entities.deleteOlderThan(entityRetention, limit));
        } catch (MissingTableException e) {
            log.debug("{}; nothing of it needs deleting", e.getMessage());
        }
    }

    /** Deletes up to 100,000 old rows of each table in small transactions. */
    void round() {
        for (Step step : steps) {
            try {
                for (int i = 0; i < STEPS_PER_ROUND && step.delete(STEP) == STEP; i++) {
                    if (clock.isShutdown()) {
                        return;
                    }
                }
            } catch (RuntimeException e) {
                log.warn("Old idempotency records could not be deleted ({}); tried again in {}", e.getMessage(), ROUND);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
