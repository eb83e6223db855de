package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Nodes;
import io.reliablemessage.benchmarks.site.ServiceNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a node takes to start, whatever waits for it. */
final class StartSuite implements Suite {
    private static final int USUAL_ROWS = 1_000_000;
    private static final Duration FIRST_DELIVERY_LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String question() {
        return "seconds until a node is ready, on an empty database and with a backlog";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = bench.rows(USUAL_ROWS);
        Table table = new Table("start: seconds from the start of the process")
                .column("ready", "%.1f")
                .column("first delivery", "%.1f")
                .column("statements until ready", "%,d")
                .column("CPU s: node", "%.1f")
                .column("database", "%.1f");
        bench.site().stopServices();
        bench.site().broker();
        Nodes empty = bench.site().nodes("bench_start");
        bench.progress().say("start: on an empty database");
        empty.empty();
        Usage.Watch watch = Usage.watch(bench.site());
        empty.add(List.of());
        add(
                table,
                "empty database: all migrations",
                watch.end(),
                empty.running().get(0),
                null);
        empty.stop();
        try (Rig rig = Rig.open(bench, Rig.Plan.USUAL)) {
            rig.nodes().stop();
            bench.progress().say("start: without a backlog");
            watch = Usage.watch(bench.site());
            rig.nodes().add(List.of());
            add(table, "nothing due", watch.end(), rig.nodes().first(), null);
            rig.nodes().stop();
            bench.progress().say(String.format("start: loading %,d rows", rows));
            rig.backlog().stage(Rig.rows(Kind.UNSENT), rows).appear();
            bench.progress().say(String.format("start: with %,d rows due", rows));
            watch = Usage.watch(bench.site());
            ServiceNode node = rig.restart(Rig.Plan.USUAL);
            Usage usage = watch.end();
            Await.until("the first message is delivered", FIRST_DELIVERY_LIMIT, () -> Rig.published(node) > 0);
            add(
                    table,
                    String.format("%,d messages due", rows),
                    usage,
                    node,
                    node.age().toMillis() / 1e3);
        }
        empty.empty();
        table.note("The first delivery is seen once the node is ready; one that was made before counts from then.");
        return List.of(table);
    }

    private static void add(Table table, String name, Usage usage, ServiceNode node, @Nullable Double firstDelivery) {
        table.row(
                name,
                node.startedWithin().toMillis() / 1e3,
                firstDelivery,
                usage.database().statements(),
                node.process().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3,
                usage.cpuSeconds().getOrDefault("database", 0.0));
    }
}
