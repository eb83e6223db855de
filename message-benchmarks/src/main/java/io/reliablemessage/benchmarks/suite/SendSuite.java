package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Spread;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.benchmarks.subject.SubjectKind.Family;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Business transactions with one message each, until it reaches a consumer: each way in turn, again and again. */
final class SendSuite implements Suite {
    private static final int[] THREADS = {8, 64};
    private static final int POOL = 32;
    private static final int PAYLOAD = 512;
    private static final int MOST_UNDER_WAY = 2_000;
    private static final double RATE = 200;

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String question() {
        return "business transactions with one message each, until it arrives; with --peers, other ways beside ours";
    }

    /** One round of one way. */
    private record Round(LoadResult load, Usage usage, long allocatedBytes) {
        double perMessage(double amount) {
            return amount / Math.max(1, load.transactions());
        }

        double cpuPerThousand(String process) {
            return 1000
                    * perMessage(usage.cpuSeconds().entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith(process))
                            .mapToDouble(Map.Entry::getValue)
                            .sum());
        }
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        Map<Integer, Map<SubjectKind, List<Round>>> loads = new LinkedHashMap<>();
        Map<SubjectKind, List<Round>> steady = new EnumMap<>(SubjectKind.class);
        for (int threads : THREADS) {
            loads.put(threads, new EnumMap<>(SubjectKind.class));
        }
        for (int round = 0; round <= bench.rounds(); round++) {
            for (SubjectKind kind : bench.ways()) {
                bench.progress()
                        .say("send: " + (round == 0 ? "warm-up" : "round " + round + " of " + bench.rounds()) + ", "
                                + kind.label());
                SubjectClient subject = bench.site().open(kind, POOL, PAYLOAD);
                for (int threads : THREADS) {
                    subject.closedLoop(threads, Duration.ofSeconds(round == 0 ? 4 : 1), MOST_UNDER_WAY);
                    if (round > 0) {
                        loads.get(threads)
                                .computeIfAbsent(kind, each -> new ArrayList<>())
                                .add(watched(
                                        bench,
                                        subject,
                                        () -> subject.closedLoop(threads, bench.duration(), MOST_UNDER_WAY)));
                    }
                }
                if (round > 0 && kind.sends()) {
                    steady.computeIfAbsent(kind, each -> new ArrayList<>())
                            .add(watched(bench, subject, () -> subject.fixedRate(8, RATE, bench.duration())));
                }
                bench.site().rest(subject);
            }
        }
        List<Table> tables = new ArrayList<>();
        loads.forEach((threads, rounds) -> tables.add(table(bench, threads, rounds)));
        tables.add(latencies(steady));
        return tables;
    }

    private static Round watched(Bench bench, SubjectClient subject, java.util.function.Supplier<LoadResult> load)
            throws SQLException {
        Usage.Watch watch = Usage.watch(bench.site());
        LoadResult result = load.get();
        return new Round(result, watch.end(), subject.allocatedBytes());
    }

    private static Table table(Bench bench, int threads, Map<SubjectKind, List<Round>> rounds) {
        Table table = new Table("send: " + threads + " producer threads, " + PAYLOAD + "-byte payload, at most "
                        + MOST_UNDER_WAY + " messages under way, medians of " + bench.rounds() + " rounds")
                .column("business tx/s", "%,.0f")
                .column("arrivals/s", "%,.0f")
                .column("min–max", "%s")
                .column("CPU s/1000: app", "%.2f")
                .column("service", "%.2f")
                .column("database", "%.2f")
                .column("broker", "%.2f")
                .column("all", "%.2f")
                .column("statements", "%.2f")
                .column("writes", "%.2f")
                .column("commits", "%.2f")
                .column("flushes", "%.2f")
                .column("redo B", "%,.0f")
                .column("alloc KiB", "%.1f")
                .column("wire KiB", "%.1f")
                .column("limit", "%s")
                .column("missing", "%d")
                .column("again", "%d");
        rounds.forEach((kind, all) -> {
            Spread arrivals = spread(all, round -> round.load().messagesPerSecond());
            Round middle = all.get(all.size() / 2);
            table.row(
                    kind.label(),
                    median(all, round -> round.load().transactionsPerSecond()),
                    kind.sends() ? arrivals.median() : null,
                    kind.sends() ? String.format("%,.0f–%,.0f", arrivals.min(), arrivals.max()) : null,
                    median(all, round -> round.cpuPerThousand("application")),
                    kind.family() == Family.OURS ? median(all, round -> round.cpuPerThousand("message-service")) : null,
                    median(all, round -> round.cpuPerThousand("database")),
                    kind.sends() ? median(all, round -> round.cpuPerThousand("broker")) : null,
                    median(all, round -> round.cpuPerThousand("")),
                    perMessage(all, DatabaseCounters::statements),
                    perMessage(all, DatabaseCounters::writes),
                    perMessage(all, DatabaseCounters::commits),
                    perMessage(all, DatabaseCounters::flushes),
                    perMessage(all, DatabaseCounters::redoBytes),
                    median(all, round -> round.perMessage(round.allocatedBytes() / 1024.0)),
                    median(all, round -> round.perMessage(round.usage().loopbackBytes() / 1024.0)),
                    middle.usage()
                            .limit(bench.machine().cores(), bench.machine().fsyncMillis()),
                    all.stream().mapToLong(round -> round.load().missing()).sum(),
                    all.stream().mapToLong(round -> round.load().duplicates()).sum());
        });
        return table;
    }

    private static Table latencies(Map<SubjectKind, List<Round>> steady) {
        Table table = new Table(String.format("send: %.0f messages a second, milliseconds", RATE))
                .column("commit → arrival p50", "%.2f")
                .column("p90", "%.2f")
                .column("p99", "%.2f")
                .column("max", "%.1f")
                .column("meant → arrival p50", "%.2f")
                .column("p99", "%.2f")
                .column("missing", "%d");
        steady.forEach((kind, all) -> table.row(
                kind.label(),
                median(all, round -> round.load().sinceCommit().p50()),
                median(all, round -> round.load().sinceCommit().p90()),
                median(all, round -> round.load().sinceCommit().p99()),
                median(all, round -> round.load().sinceCommit().max()),
                median(all, round -> round.load().sinceMeant().p50()),
                median(all, round -> round.load().sinceMeant().p99()),
                all.stream().mapToLong(round -> round.load().missing()).sum()));
        return table;
    }

    private static double perMessage(List<Round> rounds, ToDoubleFunction<DatabaseCounters> counter) {
        return median(
                rounds,
                round -> round.perMessage(counter.applyAsDouble(round.usage().database())));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return spread(rounds, figure).median();
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }
}
