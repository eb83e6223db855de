package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.backlog.Rows;
import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Whether a claim pays for the messages that are long finished, on a table ten times as big as the memory for it. */
final class BigTableSuite implements Suite {
    private static final int USUAL_ROWS = 10_000_000;
    private static final int FEW = 10_000;
    private static final int DUE = 60_000;
    private static final int ROUNDS = 2;

    /** The finished rows lie in the days before the one with the due ones. */
    private static final int YOUNGEST = 3;

    private static final long SMALLEST_POOL = 256L << 20;

    @Override
    public String name() {
        return "big-table";
    }

    @Override
    public String question() {
        return "what a claim costs with millions of finished messages behind it, compared with a few";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = bench.rows(USUAL_ROWS);
        int days = Math.max(20, rows / 500_000 + 1);
        try (Rig rig = Rig.open(bench, Rig.Plan.USUAL.on(Rig.Broker.ABSORBING));
                Pool pool = new Pool(bench.site().database())) {
            rig.awaitTurns();
            bench.progress().say("big-table: warm-up");
            drain(rig);
            Table table = table(rows);
            load(rig, FEW, days);
            Cost few = cost(bench, rig, FEW);
            few.addTo(table, rig.backlog().bytes(), pool.bytes(), null);
            long began = System.nanoTime();
            load(rig, rows, days);
            double seconds = (System.nanoTime() - began) / 1e9;
            long bytes = rig.backlog().bytes();
            pool.resize(Math.max(SMALLEST_POOL, bytes / 10));
            Cost many = cost(bench, rig, rows);
            many.addTo(table, bytes, pool.bytes(), few);
            table.note(String.format(
                    "Target: at most 1.20 times the time, and the rows read, of the first line. Loading took %.0f s. Payloads of the finished"
                            + " rows have 2 bytes, they have no key, and %d partitions hold them.",
                    seconds, days));
            table.note("The broker absorbs everything: a claim's cost is not hidden behind its.");
            return List.of(table);
        }
    }

    private static void load(Rig rig, int rows, int days) {
        rig.bench().progress().say(String.format("big-table: loading %,d finished rows", rows));
        Rows finished = new Rows(Kind.FINISHED, Rig.TOPIC, Rig.APPLICATION, 2, false);
        rig.backlog().stage(finished, rows, YOUNGEST, days).appear();
    }

    private static Drain drain(Rig rig) throws SQLException {
        Backlog.Staged due = rig.backlog().stage(Rig.rows(Kind.UNSENT), DUE);
        return Drain.watch(rig, due, DUE);
    }

    private static Cost cost(Bench bench, Rig rig, int finished) throws SQLException {
        bench.progress().say(String.format("big-table: claims with %,d finished rows behind", finished));
        Cost best = null;
        for (int round = 0; round < ROUNDS; round++) {
            Drain drain = drain(rig);
            Cost cost = new Cost(
                    finished,
                    drain.perThousand(drain.usage().seconds() * 1_000),
                    drain.cpuPerThousand("database"),
                    drain.perThousand(drain.usage().database().rowsRead()),
                    drain.usage().database());
            best = best == null || cost.millis() < best.millis() ? cost : best;
        }
        if (best == null) {
            throw new IllegalStateException("no rounds");
        }
        return best;
    }

    /** Of a thousand claimed rows. */
    private record Cost(int finished, double millis, double cpuSeconds, double rowsRead, DatabaseCounters database) {

        void addTo(Table table, long bytes, long pool, @org.jspecify.annotations.Nullable Cost few) {
            table.row(
                    String.format("%,d", finished),
                    millis,
                    few == null ? null : millis / few.millis(),
                    rowsRead,
                    few == null ? null : rowsRead / few.rowsRead(),
                    cpuSeconds,
                    database.lockWaits(),
                    bytes >> 20,
                    pool >> 20);
        }
    }

    private static Table table(int rows) {
        return new Table(String.format(
                        "big-table: %,d due rows claimed with 10,000 and with %,d finished ones behind, better of %d rounds",
                        DUE, rows, ROUNDS))
                .column("ms/1000 rows", "%.1f")
                .column("ratio", "%.2f")
                .column("rows read/1000", "%,.0f")
                .column("ratio ", "%.2f")
                .column("database CPU s/1000", "%.3f")
                .column("lock waits", "%d")
                .column("table MiB", "%,d")
                .column("buffer pool MiB", "%,d");
    }

    /** The server's buffer pool, which gets its size back at the end. */
    private static final class Pool implements AutoCloseable {
        private final DatabaseServer server;
        private final long before;

        Pool(DatabaseServer server) throws SQLException {
            this.server = server;
            this.before = bytes();
        }

        long bytes() throws SQLException {
            try (Connection connection = server.connect("");
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@global.innodb_buffer_pool_size")) {
                row.next();
                return row.getLong(1);
            }
        }

        /** Returns when the server has the new size; it gives pages back piece by piece. */
        void resize(long bytes) throws SQLException {
            server.execute("SET GLOBAL innodb_buffer_pool_size = " + bytes);
        }

        @Override
        public void close() throws SQLException {
            resize(before);
        }
    }
}
