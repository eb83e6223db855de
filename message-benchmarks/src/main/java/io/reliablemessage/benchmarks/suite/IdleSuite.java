package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.GeneralLog;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a cluster costs that has nothing to do. */
final class IdleSuite implements Suite {
    /** Some things are done once a minute. */
    private static final Duration LENGTH = Duration.ofSeconds(60);

    private static final int MOST_SHOWN = 20;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String question() {
        return "statements per second and CPU of a node that has nothing to do";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        try (Rig rig = Rig.open(bench, Rig.Plan.USUAL);
                Connection connection = bench.site().database().connect("");
                GeneralLog log = new GeneralLog(connection)) {
            rig.awaitTurns();
            bench.progress().say("idle: one node, " + LENGTH.toSeconds() + " s");
            log.begin();
            Usage.Watch watch = Usage.watch(bench.site());
            Await.pause(LENGTH);
            Usage usage = watch.end();
            Map<String, Integer> statements = log.end();
            return List.of(table(usage), statements(statements, usage.seconds()));
        }
    }

    private static Table table(Usage usage) {
        Table table = new Table(
                        "idle: one node that has all the duties, nothing to do, over " + LENGTH.toSeconds() + " s")
                .column("statements/s", "%.2f")
                .column("commits/s", "%.2f")
                .column("rows read/s", "%,.0f")
                .column("CPU ms/s: node", "%.1f")
                .column("database", "%.1f")
                .column("broker", "%.1f");
        double seconds = usage.seconds();
        var database = usage.database();
        table.row(
                "1 node",
                database.statements() / seconds,
                database.commits() / seconds,
                database.rowsRead() / seconds,
                cpu(usage, "message-service-1"),
                cpu(usage, "database"),
                cpu(usage, "broker"));
        table.note(
                "By the server's counter of statements, SET and COMMIT included. Several nodes share the duties, so each has less.");
        return table;
    }

    private static double cpu(Usage usage, String process) {
        return usage.cpuSeconds().getOrDefault(process, 0.0) * 1_000 / usage.seconds();
    }

    private static Table statements(Map<String, Integer> statements, double seconds) {
        Table table = new Table("idle: the statements of that time, by the server's general log")
                .column("per second", "%.2f");
        statements.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_SHOWN)
                .forEach(entry -> table.row(entry.getKey(), entry.getValue() / seconds));
        return table;
    }
}
