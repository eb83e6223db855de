package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.StrategyBench;
import io.reliablemessage.benchmarks.strategy.StrategyKind;
import io.reliablemessage.benchmarks.strategy.StrategyReply;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What each strategy costs a consumer whose tables are full, from the broker's delivery to the receipt that waits to be sent. */
final class IdempotencySuite implements Suite {
    private static final int THREADS = 8;
    private static final int POOL = 32;
    private static final int KEYS = 1_000_000;
    private static final int[] DUPLICATE_PERCENT = {0, 10, 50};
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration RUN_UP = Duration.ofMillis(500);
    private static final Duration CELL = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "idempotency";
    }

    @Override
    public String question() {
        return "consumptions with each strategy of idempotency, on tables with a million keys, with and without duplicates";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int keys = bench.rows(KEYS);
        Table table = new Table(String.format(
                        "idempotency: deliveries by %d threads, one row of effect each, %,d keys recorded beforehand",
                        THREADS, keys))
                .column("duplicates", "%d %%")
                .column("deliveries/s", "%,.0f")
                .column("statements", "%.2f")
                .column("writes", "%.2f")
                .column("commits", "%.2f")
                .column("redo B", "%,.0f")
                .column("CPU s/1000: application", "%.2f")
                .column("database", "%.2f")
                .column("redis", "%.2f")
                .column("limit", "%s")
                .column("wrong", "%d");
        bench.progress().say(String.format("idempotency: recording %,d keys", keys));
        try (StrategyBench strategies = bench.site().strategies(POOL, keys)) {
            strategies.run(StrategyKind.DEDUP_TABLE, THREADS, WARM_UP, 10);
            for (StrategyKind kind : StrategyKind.values()) {
                if (strategies.has(kind)) {
                    measure(bench, strategies, kind, table);
                } else {
                    table.note("There is no redis-server for this machine, so " + kind.label() + " is left out.");
                }
            }
        }
        table.note(
                "Duplicates are of work done in this run. \"wrong\" counts effects that are missing or there twice, in SQL.");
        return List.of(table);
    }

    private static void measure(Bench bench, StrategyBench strategies, StrategyKind kind, Table table)
            throws SQLException {
        bench.progress().say("idempotency: " + kind.label());
        strategies.run(kind, THREADS, RUN_UP, 0);
        for (int percent : DUPLICATE_PERCENT) {
            Usage.Watch watch = Usage.watch(bench.site());
            StrategyReply reply = strategies.run(kind, THREADS, CELL, percent);
            row(bench, table, kind, percent, reply, watch.end());
        }
    }

    private static void row(
            Bench bench, Table table, StrategyKind kind, int percent, StrategyReply reply, Usage usage) {
        double deliveries = reply.deliveries();
        table.row(
                kind.label(),
                percent,
                deliveries * 1e9 / reply.nanos(),
                usage.database().statements() / deliveries,
                usage.database().writes() / deliveries,
                usage.database().commits() / deliveries,
                usage.database().redoBytes() / deliveries,
                1000 * usage.cpuSecondsOf("application") / deliveries,
                1000 * usage.cpuSecondsOf("database") / deliveries,
                kind == StrategyKind.REDIS_FLAG ? 1000 * usage.cpuSecondsOf("redis") / deliveries : null,
                usage.limit(bench.machine().cores(), bench.machine().fsyncMillis()),
                reply.wrong());
    }
}
