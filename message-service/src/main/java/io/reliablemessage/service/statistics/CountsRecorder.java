package io.reliablemessage.service.statistics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Adds what this node has counted to table statistic every few seconds and at the orderly stop. A node that is killed loses what it
 * counted since; an answer that is lost after the commit counts it twice. Both are figures in a chart, not messages.
 */
@Component
class CountsRecorder implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CountsRecorder.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Counts counts;
    private final JdbcStatistics table;
    private final Map<Integer, long[]> written = new HashMap<>();
    private @Nullable ScheduledExecutorService thread;
    private boolean failing;

    CountsRecorder(Counts counts, JdbcStatistics table) {
        this.counts = counts;
        this.table = table;
    }

    /** What cannot be written now is written the next time. */
    synchronized void record() {
        try {
            Map<Integer, long[]> sums = counts.sums();
            TreeMap<Integer, long[]> news = new TreeMap<>();
            sums.forEach((topic, sum) -> {
                long[] added = minus(sum, written.get(topic));
                if (added != null) {
                    news.put(topic, added);
                    news.merge(JdbcStatistics.ALL_TOPICS, added.clone(), CountsRecorder::plus);
                }
            });
            if (!news.isEmpty()) {
                table.add(news);
                written.putAll(sums);
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn("The counts for the charts cannot be written; they are kept and written once they can", e);
            }
        }
    }

    /** {@code null} if nothing was added. */
    private static long @Nullable [] minus(long[] sum, long @Nullable [] before) {
        long[] added = sum.clone();
        boolean any = false;
        for (int i = 0; i < added.length; i++) {
            added[i] -= before == null ? 0 : before[i];
            any |= added[i] != 0;
        }
        return any ? added : null;
    }

    private static long[] plus(long[] one, long[] other) {
        for (int i = 0; i < one.length; i++) {
            one[i] += other[i];
        }
        return one;
    }

    @Override
    public void start() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread recording = new Thread(work, "statistics");
            recording.setDaemon(true);
            return recording;
        });
        executor.scheduleWithFixedDelay(this::record, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        thread = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = thread;
        thread = null;
        if (executor != null) {
            executor.shutdown();
            record();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Stops after everything that counts, publishers among them. */
    @Override
    public int getPhase() {
        return -1024;
    }
}
