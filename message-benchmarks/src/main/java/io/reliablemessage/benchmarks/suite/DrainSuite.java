package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.report.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A backlog after an outage of the broker, worked off by more and more nodes. */
final class DrainSuite implements Suite {
    private static final int USUAL_ROWS = 1_000_000;
    private static final int[] NODES = {1, 2, 4};

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String question() {
        return "how fast nodes work off a backlog, and whether they wait for each other's row locks";
    }

    private record Run(String name, Drain drain) {}

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = bench.rows(USUAL_ROWS);
        List<Run> runs = new ArrayList<>();
        try (Rig rig = Rig.open(bench, Rig.Plan.USUAL)) {
            for (int nodes : NODES) {
                bench.progress().say(String.format("drain: %,d rows, %d nodes", rows, nodes));
                rig.nodes().add(nodes - rig.nodes().running().size(), List.of());
                runs.add(new Run(nodes == 1 ? "1 node" : nodes + " nodes", drain(rig, rows)));
            }
            bench.progress().say(String.format("drain: %,d rows, 1 node without a broker", rows));
            rig.restart(Rig.Plan.USUAL.on(Rig.Broker.ABSORBING));
            runs.add(new Run("1 node, broker absorbs", drain(rig, rows)));
        }
        return List.of(table(bench, rows, runs));
    }

    private static Drain drain(Rig rig, int rows) throws SQLException {
        rig.awaitTurns();
        return Drain.watch(rig, rig.backlog().stage(Rig.rows(Kind.UNSENT), rows), rows);
    }

    private static Table table(Bench bench, int rows, List<Run> runs) {
        Table table = new Table(String.format(
                        "drain: %,d due messages of 512 bytes appear at once, claimed and published until none is due",
                        rows))
                .column("rows/s", "%,.0f")
                .column("to 1 node", "%.2f")
                .column("lock waits/1000", "%.2f")
                .column("lock ms/1000", "%.1f")
                .column("deadlocks", "%d")
                .column("CPU s/1000: nodes", "%.3f")
                .column("database", "%.3f")
                .column("broker", "%.3f")
                .column("statements/1000", "%.1f")
                .column("redo B/row", "%,.0f")
                .column("rows by node", "%s")
                .column("cores by node", "%s")
                .column("limit", "%s");
        double one = runs.get(0).drain().perSecond();
        for (Run run : runs) {
            Drain drain = run.drain();
            var database = drain.usage().database();
            table.row(
                    run.name(),
                    drain.perSecond(),
                    drain.perSecond() / one,
                    drain.perThousand(database.lockWaits()),
                    drain.perThousand(database.lockMillis()),
                    database.deadlocks(),
                    drain.cpuPerThousand("message-service"),
                    drain.cpuPerThousand("database"),
                    drain.cpuPerThousand("broker"),
                    drain.perThousand(database.statements()),
                    drain.perThousand(database.redoBytes()) / 1_000,
                    drain.byNode().values().stream()
                            .map(each -> String.format("%,d", each))
                            .collect(Collectors.joining(" + ")),
                    drain.usage().cpuSeconds().entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith("message-service"))
                            .map(entry -> String.format(
                                    "%.2f", entry.getValue() / drain.usage().seconds()))
                            .collect(Collectors.joining(" + ")),
                    drain.usage().limit(bench.machine().cores(), bench.machine().fsyncMillis()));
        }
        table.note(
                "Each node keeps its default settings; a claim takes up to 200 rows of a node's four shards and sends them in"
                        + " batches of up to 100.");
        table.note(
                "Where the nodes, the database and the broker share the processors, more nodes cannot be faster; what must not grow is"
                        + " the cost of a row, and lock waits.");
        table.note("The last line has no broker: it is what claims cost. --n sets the rows of each line.");
        return table;
    }
}
