package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Loop;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.Latency;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long an effect takes at rates below the most that the loop brings, which is measured just before: on a shared machine it is not the
 * same an hour later.
 */
final class LatencySuite implements Suite {
    private static final int THREADS = 8;
    private static final int[] PERCENT = {25, 50, 75};
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    /** The rarest tenth of a percent wants some thousand messages. */
    private static final int LONGER = 2;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String question() {
        return "from commit until both groups' effects are committed, at 25, 50 and 75 % of what the loop brings";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        Table table = new Table(
                        "latency: milliseconds from commit, and from when the transaction was meant to begin, until two groups'"
                                + " effects are committed; " + THREADS + " producer threads, " + LoopSuite.PAYLOAD
                                + "-byte payload")
                .column("of the loop's most", "%s")
                .column("messages/s", "%,.0f")
                .column("messages", "%,d")
                .column("commit → p50", "%.2f")
                .column("p90", "%.2f")
                .column("p99", "%.2f")
                .column("p99.9", "%.1f")
                .column("max", "%.1f")
                .column("meant → p50", "%.2f")
                .column("→ p90", "%.2f")
                .column("→ p99", "%.2f")
                .column("→ p99.9", "%.1f")
                .column("→ max", "%.1f")
                .column("limit", "%s")
                .column("missing", "%d");
        for (SubjectKind kind : LoopSuite.modes(bench)) {
            measure(bench, kind, table);
        }
        table.note(
                "Effects are timed by the wall clock of the consumer's process, in microseconds, as System.nanoTime means nothing"
                        + " to another process; late transactions count from when they were meant to begin.");
        return List.of(table);
    }

    private static void measure(Bench bench, SubjectKind kind, Table table) throws SQLException {
        Loop loop = bench.site().loop();
        bench.progress().say("latency: the most of " + kind.label());
        SubjectClient subject = loop.open(kind, LoopSuite.POOL, LoopSuite.PAYLOAD);
        subject.closedLoop(THREADS, WARM_UP, LoopSuite.MOST_UNDER_WAY);
        double most = subject.closedLoop(THREADS, bench.duration(), LoopSuite.MOST_UNDER_WAY)
                .messagesPerSecond();
        loop.awaitConsumed();
        for (int percent : PERCENT) {
            bench.progress()
                    .say(String.format(
                            Locale.ROOT, "latency: %s, %d %% of %.0f a second", kind.label(), percent, most));
            double rate = most * percent / 100;
            Usage.Watch watch = Usage.watch(bench.site());
            LoadResult load = subject.fixedRate(THREADS, rate, bench.duration().multipliedBy(LONGER));
            row(bench, table, percent + " % of " + Math.round(most), kind, rate, load, watch.end());
            loop.awaitConsumed();
        }
        loop.rest(subject);
    }

    private static void row(
            Bench bench, Table table, String share, SubjectKind kind, double rate, LoadResult load, Usage usage) {
        Latency commit = load.arrivalAfterCommit();
        Latency meant = load.arrivalAfterMeant();
        table.row(
                kind.label(),
                share,
                rate,
                load.transactions(),
                commit.p50(),
                commit.p90(),
                commit.p99(),
                commit.p999(),
                commit.max(),
                meant.p50(),
                meant.p90(),
                meant.p99(),
                meant.p999(),
                meant.max(),
                usage.limit(bench.machine().cores(), bench.machine().fsyncMillis()),
                load.missing());
    }
}
