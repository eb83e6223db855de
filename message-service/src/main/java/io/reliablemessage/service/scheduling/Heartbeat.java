package io.reliablemessage.service.scheduling;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * This node's sign of life. Every beat renews its row in table node; every other one also looks how many nodes live, which sets
 * this node's share of the turns, and every third one writes how the duties went.
 */
public final class Heartbeat implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final int BEATS_UNTIL_GONE = 4;
    private static final int BEATS_PER_LOOK = 2;
    private static final int BEATS_PER_RECORD = 3;
    private static final int BEATS_PER_CLEANING = 720;
    private static final Duration FORGET_AFTER = Duration.ofDays(1);

    private final Self node;
    private final JdbcNodes nodes;
    private final DutyRecords records;
    private final Cluster cluster;
    private final Duration interval;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable LocalDateTime startedAt;
    private long beats;
    private volatile int living = 1;
    private volatile boolean failing;
    private volatile long lastBeatNanos = System.nanoTime();

    /**
     * This node.
     *
     * @param breaker how its breaker stands; gives {@code null} where there is none
     */
    record Self(String name, Supplier<@Nullable String> breaker) {}

    /** What the heartbeat tells of the cluster's size. */
    interface Cluster {
        void entered(boolean alone);

        void changedTo(int nodes);
    }

    Heartbeat(Self node, JdbcNodes nodes, DutyRecords records, Cluster cluster, Duration interval) {
        this.node = node;
        this.nodes = nodes;
        this.records = records;
        this.cluster = cluster;
        this.interval = interval;
    }

    /** How long ago the last beat reached the database. */
    public Duration silentFor() {
        return Duration.ofNanos(System.nanoTime() - lastBeatNanos);
    }

    /** How many nodes gave a sign of life lately, this one among them, when it looked last. */
    public int livingNodes() {
        return living;
    }

    void beat() {
        try {
            renew();
            if (beats % BEATS_PER_RECORD == 0) {
                records.write();
            }
            if (beats % BEATS_PER_LOOK == 0) {
                look();
            }
            if (beats % BEATS_PER_CLEANING == 0) {
                nodes.removeSilentFor(FORGET_AFTER);
            }
            beats++;
            lastBeatNanos = System.nanoTime();
            if (failing) {
                failing = false;
                log.info("The heartbeat of node {} reaches the database again", node.name());
            }
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.error("The heartbeat of node {} failed; it is tried again in {}", node.name(), interval, e);
            }
        }
    }

    private void renew() {
        if (startedAt == null) {
            LocalDateTime entered = nodes.enter(node.name());
            living = nodes.seenWithin(gone());
            cluster.entered(living == 1);
            cluster.changedTo(living);
            startedAt = entered;
        } else if (!nodes.renew(node.name(), startedAt, node.breaker().get())) {
            startedAt = nodes.enter(node.name());
            log.error(
                    "The row of node {} was gone or another process has its name; it is entered again. If two nodes share the name,"
                            + " give one another reliable-message.service.node-name",
                    node.name());
        }
    }

    private void look() {
        int now = nodes.seenWithin(gone());
        if (now != living) {
            log.info("{} nodes live now instead of {}; the turns are shared anew", now, living);
            living = now;
            cluster.changedTo(now);
        }
    }

    private Duration gone() {
        return goneAfter(interval);
    }

    /** A node that was silent for so long counts as gone. */
    static Duration goneAfter(Duration interval) {
        return interval.multipliedBy(BEATS_UNTIL_GONE);
    }

    @Override
    public void start() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread beating = new Thread(work, "heartbeat");
            beating.setDaemon(true);
            return beating;
        });
        executor.submit(this::beat);
        executor.scheduleWithFixedDelay(this::beat, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        thread = executor;
    }

    /** Leaves at once, so that the other nodes need not wait for this one to be missed. */
    @Override
    public void stop() {
        ScheduledExecutorService executor = thread;
        thread = null;
        if (executor == null) {
            return;
        }
        executor.shutdown();
        try {
            if (executor.awaitTermination(5, TimeUnit.SECONDS) && startedAt != null) {
                records.write();
                nodes.leave(node.name(), startedAt);
                startedAt = null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("Node {} could not sign off; the others miss it after {}", node.name(), gone(), e);
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return SchedulingPhases.HEARTBEAT;
    }
}
