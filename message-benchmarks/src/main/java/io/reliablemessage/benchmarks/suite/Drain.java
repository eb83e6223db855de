package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.site.ServiceNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A backlog that appears at once and is worked off.
 *
 * @param rows delivered while it was watched, without the few that went while the last of them appeared
 * @param byNode the same for each node
 */
record Drain(Usage usage, long rows, Map<String, Long> byNode) {
    private static final Duration STILL = Duration.ofSeconds(60);
    private static final long STEP_NANOS = Duration.ofMillis(200).toNanos();

    /** Returns when the broker has taken all of it. */
    static Drain watch(Rig rig, Backlog.Staged staged, long rows) throws SQLException {
        Map<String, Double> start = published(rig);
        double all = sum(start) + rows;
        staged.appear();
        Usage.Watch watch = Usage.watch(rig.bench().site());
        Map<String, Double> before = published(rig);
        Map<String, Double> now = before;
        long moved = System.nanoTime();
        while (sum(now) < all) {
            LockSupport.parkNanos(STEP_NANOS);
            Map<String, Double> next = published(rig);
            if (sum(next) > sum(now)) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STILL.toNanos()) {
                throw new IllegalStateException(String.format(
                        "%,.0f of %,d messages were delivered, and then none for a minute",
                        sum(next) - sum(start), rows));
            }
            now = next;
        }
        Usage usage = watch.end();
        Map<String, Long> byNode = new LinkedHashMap<>();
        now.forEach((name, published) -> byNode.put(name, (long) (published - before.getOrDefault(name, 0.0))));
        return new Drain(
                usage, byNode.values().stream().mapToLong(Long::longValue).sum(), byNode);
    }

    private static Map<String, Double> published(Rig rig) {
        Map<String, Double> published = new LinkedHashMap<>();
        for (ServiceNode node : rig.nodes().running()) {
            published.put(node.name(), Rig.published(node));
        }
        return published;
    }

    private static double sum(Map<String, Double> published) {
        return published.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    double perSecond() {
        return rows / usage.seconds();
    }

    double perThousand(double amount) {
        return amount * 1_000 / Math.max(1, rows);
    }

    /** CPU seconds per thousand rows of the processes whose names begin so. */
    double cpuPerThousand(String process) {
        return perThousand(usage.cpuSeconds().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(process))
                .mapToDouble(Map.Entry::getValue)
                .sum());
    }
}
