package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.measure.Spread;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Somebody's backup or report keeps a snapshot open, so that InnoDB cannot remove what has been deleted or moved: every due row that was
 * claimed leaves its place in the index behind, and a scan has to step over it.
 */
final class BlockedPurgeSuite implements Suite {
    private static final int USUAL_ROWS = 60_000;
    private static final int SENDERS = 4;
    private static final int IN_EACH_CALL = 50;

    @Override
    public String name() {
        return "blocked-purge";
    }

    @Override
    public String question() {
        return "what a snapshot that somebody keeps open costs the service";
    }

    /** @param cpuMillis of database and node, for a thousand messages */
    private record Rate(double perSecond, double cpuMillis) {

        static Rate of(double messages, Usage usage) {
            double cpu = usage.cpuSeconds().getOrDefault("database", 0.0)
                    + usage.cpuSeconds().getOrDefault("message-service-1", 0.0);
            return new Rate(messages / usage.seconds(), cpu * 1e6 / Math.max(1, messages));
        }
    }

    private record Rates(List<Rate> free, List<Rate> blocked) {
        Rates() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        double ratio() {
            return Spread.ofRatios(blocked, Rate::perSecond, free, Rate::perSecond)
                    .median();
        }

        static Spread spread(List<Rate> rates, ToDoubleFunction<Rate> figure) {
            return Spread.of(rates.stream().mapToDouble(figure).boxed().toList());
        }
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = bench.rows(USUAL_ROWS);
        Rates drains = new Rates();
        Rates calls = new Rates();
        try (Rig rig = Rig.open(bench, Rig.Plan.USUAL)) {
            rig.awaitTurns();
            bench.progress().say("blocked-purge: warm-up");
            drain(rig, Math.min(rows, 20_000));
            calls(rig);
            for (int round = 1; round <= bench.rounds(); round++) {
                bench.progress().say(String.format("blocked-purge: round %d of %d", round, bench.rounds()));
                drains.free().add(drain(rig, rows));
                calls.free().add(calls(rig));
                try (Connection snapshot = openSnapshot(bench)) {
                    drains.blocked().add(drain(rig, rows));
                    calls.blocked().add(calls(rig));
                    snapshot.rollback();
                }
            }
        }
        return List.of(table(bench, rows, drains, calls));
    }

    /** A snapshot is of all tables of the server. */
    private static Connection openSnapshot(Bench bench) throws SQLException {
        Connection connection = bench.site().database().connect(Rig.SCHEMA);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        }
        return connection;
    }

    private static Rate drain(Rig rig, int rows) throws SQLException {
        Drain drain = Drain.watch(rig, rig.backlog().stage(Rig.rows(Kind.UNSENT), rows), rows);
        return Rate.of(drain.rows(), drain.usage());
    }

    private static Rate calls(Rig rig) throws InterruptedException, SQLException {
        try (Senders senders = Senders.ofBatchesAndReceipts(rig, IN_EACH_CALL)) {
            Usage.Watch watch = Usage.watch(rig.bench().site());
            senders.begin(SENDERS);
            Await.pause(rig.bench().duration());
            senders.end();
            return Rate.of(senders.messages(), watch.end());
        }
    }

    private static Table table(Bench bench, int rows, Rates drains, Rates calls) {
        Table table = new Table(
                        "blocked-purge: messages a second without and with a snapshot held open by another connection, medians of "
                                + bench.rounds() + " rounds")
                .column("without", "%,.0f")
                .column("min–max", "%s")
                .column("with", "%,.0f")
                .column("min–max ", "%s")
                .column("ratio", "%.2f")
                .column("CPU ms/1000 without", "%.0f")
                .column("with ", "%.0f")
                .column("target", "%s");
        row(table, String.format("drain of %,d due rows", rows), drains);
        row(table, SENDERS + " senders by HTTP: " + IN_EACH_CALL + " submitted, published, receipts of all", calls);
        table.note(
                "CPU is the node's and the database's: on a machine that others use as well it tells more than the rate.");
        return table;
    }

    private static void row(Table table, String name, Rates rates) {
        Spread free = Rates.spread(rates.free(), Rate::perSecond);
        Spread blocked = Rates.spread(rates.blocked(), Rate::perSecond);
        table.row(
                name,
                free.median(),
                String.format("%,.0f–%,.0f", free.min(), free.max()),
                blocked.median(),
                String.format("%,.0f–%,.0f", blocked.min(), blocked.max()),
                rates.ratio(),
                Rates.spread(rates.free(), Rate::cpuMillis).median(),
                Rates.spread(rates.blocked(), Rate::cpuMillis).median(),
                rates.ratio() >= 0.9 ? "≥ 0.90 met" : "≥ 0.90 missed");
    }
}
