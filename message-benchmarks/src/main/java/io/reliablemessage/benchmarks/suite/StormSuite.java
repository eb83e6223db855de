package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.subject.Latency;
import io.reliablemessage.embedded.EmbeddedRocketMq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The broker comes back, and everything that was not receipted is due at once. */
final class StormSuite implements Suite {
    private static final int USUAL_ROWS = 500_000;
    private static final int NEW_PER_SECOND = 50;
    private static final Duration BEFORE = Duration.ofSeconds(6);

    /** From the loaded rows to an outage that the node has noticed. */
    private static final Duration UNTIL_AWAY = BEFORE.multipliedBy(2).plusSeconds(8);

    private static final Duration SAMPLE = Duration.ofSeconds(2);
    private static final Duration STILL = Duration.ofSeconds(60);
    private static final int MOST_LINES = 20;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String question() {
        return "after an outage of the broker: the ramp of deliveries, and what it does to new messages";
    }

    private record Point(double second, long delivered) {}

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = bench.rows(USUAL_ROWS);
        EmbeddedRocketMq broker = bench.site().broker();
        try (Rig rig = Rig.open(bench, Rig.Plan.USUAL);
                NewMessages fresh = new NewMessages(rig)) {
            rig.awaitTurns();
            bench.progress().say(String.format("storm: loading %,d rows", rows));
            Backlog.Staged staged = rig.backlog().stage(Rig.rows(Kind.UNRECEIPTED), rows, UNTIL_AWAY);
            fresh.begin(NEW_PER_SECOND);
            Await.pause(BEFORE); // The first calls of a node are slow.
            long before = System.currentTimeMillis();
            Await.pause(BEFORE);
            long away = System.currentTimeMillis();
            bench.progress().say("storm: the broker is away");
            broker.kill();
            Await.until("the breaker opens", Duration.ofSeconds(60), () -> isBreakerOpen(rig));
            staged.appear();
            broker.start();
            long back = System.currentTimeMillis();
            bench.progress().say("storm: the broker is back");
            Usage.Watch watch = Usage.watch(bench.site());
            List<Point> ramp = follow(rig, rows);
            Usage usage = watch.end();
            long calm = System.currentTimeMillis();
            fresh.end();
            List<Latency> latencies =
                    List.of(fresh.latency(before, away), fresh.latency(away, back), fresh.latency(back, calm));
            return List.of(ramp(bench, rows, ramp, usage), latencies(latencies, fresh));
        }
    }

    private static boolean isBreakerOpen(Rig rig) {
        return rig.nodes().running().get(0).health("broker").equals("DEGRADED");
    }

    private static List<Point> follow(Rig rig, int rows) {
        long start = rig.published();
        long begin = System.nanoTime();
        long moved = begin;
        List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
        for (long delivered = 0; delivered < rows; ) {
            Await.moment(begin + points.size() * SAMPLE.toNanos());
            long now = rig.published() - start;
            if (now > delivered) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STILL.toNanos()) {
                throw new IllegalStateException(delivered + " were delivered, and then none for a minute");
            }
            delivered = now;
            points.add(new Point((System.nanoTime() - begin) / 1e9, delivered));
        }
        return points;
    }

    private static Table ramp(Bench bench, int rows, List<Point> points, Usage usage) {
        Table table = new Table(String.format(
                        "storm: %,d messages without receipt are due when the broker comes back; deliveries, new ones included",
                        rows))
                .column("a second", "%,.0f")
                .column("so far", "%,d");
        int step = Math.max(1, (points.size() + MOST_LINES - 2) / MOST_LINES);
        for (int i = 0; i + 1 < points.size(); i += step) {
            Point from = points.get(i);
            Point to = points.get(Math.min(points.size() - 1, i + step));
            table.row(
                    String.format("%.0f to %.0f s", from.second(), to.second()),
                    (to.delivered() - from.delivered()) / (to.second() - from.second()),
                    to.delivered());
        }
        table.note(String.format(
                "Limited by the ramp until it has doubled often enough, then by %s; %.1f row lock waits per 1000 rows, %d deadlocks.",
                usage.limit(bench.machine().cores(), bench.machine().fsyncMillis()),
                usage.database().lockWaits() * 1_000.0 / rows,
                usage.database().deadlocks()));
        table.note("--n sets the rows.");
        return table;
    }

    private static Table latencies(List<Latency> latencies, NewMessages fresh) {
        Table table = new Table(
                        "storm: " + NEW_PER_SECOND
                                + " new messages a second by HTTP, from the moment meant until the broker has stored them, milliseconds")
                .column("p50", "%,.0f")
                .column("p90", "%,.0f")
                .column("p99", "%,.0f")
                .column("max", "%,.0f");
        List<String> names = List.of("before", "sent while the broker was away", "sent during the storm");
        for (int i = 0; i < names.size(); i++) {
            Latency latency = latencies.get(i);
            table.row(names.get(i), latency.p50(), latency.p90(), latency.p99(), latency.max());
        }
        table.note(String.format(
                "%d calls were refused, %d messages are missing. Those of the outage wait in the outbox behind what was due before them.",
                fresh.failed(), Math.max(0, fresh.missing() - fresh.failed())));
        return table;
    }
}
