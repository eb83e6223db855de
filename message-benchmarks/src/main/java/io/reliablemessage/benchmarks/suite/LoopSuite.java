package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Spread;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Loop;
import io.reliablemessage.benchmarks.site.ServiceNode;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * From the business transaction to both groups' effects and their receipts, beside the same mode's way to a consumer that only counts,
 * measured in turn with it.
 */
final class LoopSuite implements Suite {
    static final int POOL = 32;
    static final int PAYLOAD = 512;
    static final int MOST_UNDER_WAY = 2_000;

    private static final int[] THREADS = {8, 64};
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration RUN_UP = Duration.ofMillis(500);

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public String question() {
        return "from the business transaction through service, broker and two consumer groups to their receipts";
    }

    /**
     * One round of one mode and number of threads.
     *
     * @param sendPerSecond to a consumer that only counts, just before
     * @param seconds until everything was CONSUMED
     */
    private record Round(
            double sendPerSecond,
            LoadResult load,
            double seconds,
            Usage usage,
            double receiptsPerCall,
            long unfinished) {

        double perSecond() {
            return load.arrived() / seconds;
        }

        double perMessage(double amount) {
            return amount / Math.max(1, load.transactions());
        }

        /** Seconds for a thousand messages; with an empty name, of all processes. */
        double cpuPerThousand(String process) {
            return 1000 * perMessage(usage.cpuSecondsOf(process));
        }
    }

    private record Case(SubjectKind kind, int threads) {}

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rounds = Math.max(1, bench.rounds() - 1);
        Map<Case, List<Round>> all = new LinkedHashMap<>();
        Map<SubjectKind, Loop.Account> accounts = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (SubjectKind kind : modes(bench)) {
                bench.progress()
                        .say("loop: " + (round == 0 ? "warm-up" : "round " + round + " of " + rounds) + ", "
                                + kind.label());
                if (round == 0) {
                    warmUp(bench, kind);
                } else {
                    Map<Integer, Double> sends = sends(bench, kind);
                    accounts.merge(kind, round(bench, kind, sends, all), Loop.Account::plus);
                }
            }
        }
        return List.of(table(bench, rounds, all, accounts));
    }

    /** Ours, as far as they are asked for. */
    static List<SubjectKind> modes(Bench bench) {
        return bench.ways().stream()
                .filter(kind -> kind.family() == SubjectKind.Family.OURS)
                .toList();
    }

    private static void warmUp(Bench bench, SubjectKind kind) {
        Loop loop = bench.site().loop();
        SubjectClient subject = loop.openToWarmUp(kind, POOL, PAYLOAD);
        subject.closedLoop(THREADS[0], WARM_UP, MOST_UNDER_WAY);
        loop.rest(subject);
    }

    /** What the suite {@code send} measures, by the number of threads. */
    private static Map<Integer, Double> sends(Bench bench, SubjectKind kind) {
        Map<Integer, Double> perSecond = new LinkedHashMap<>();
        SubjectClient subject = bench.site().open(kind, POOL, PAYLOAD);
        for (int threads : THREADS) {
            subject.closedLoop(threads, RUN_UP, MOST_UNDER_WAY);
            perSecond.put(
                    threads,
                    subject.closedLoop(threads, bench.duration(), MOST_UNDER_WAY)
                            .messagesPerSecond());
        }
        bench.site().rest(subject);
        return perSecond;
    }

    private static Loop.Account round(
            Bench bench, SubjectKind kind, Map<Integer, Double> sends, Map<Case, List<Round>> all) throws SQLException {
        Loop loop = bench.site().loop();
        SubjectClient subject = loop.open(kind, POOL, PAYLOAD);
        for (int threads : THREADS) {
            subject.closedLoop(threads, RUN_UP, MOST_UNDER_WAY);
            loop.awaitConsumed();
            all.computeIfAbsent(new Case(kind, threads), each -> new ArrayList<>())
                    .add(measured(bench, subject, threads, Objects.requireNonNull(sends.get(threads))));
        }
        Loop.Account account = loop.account(kind);
        loop.rest(subject);
        return account;
    }

    private static Round measured(Bench bench, SubjectClient subject, int threads, double sendPerSecond)
            throws SQLException {
        ServiceNode service = bench.site().service();
        double receipts = receipts(service);
        double calls = receiptCalls(service);
        Usage.Watch watch = Usage.watch(bench.site());
        LoadResult load = subject.closedLoop(threads, bench.duration(), MOST_UNDER_WAY);
        long effects = System.nanoTime();
        long unfinished = bench.site().loop().awaitConsumed();
        double seconds = (load.nanos() + System.nanoTime() - effects) / 1e9;
        Usage usage = watch.end();
        double perCall = (receipts(service) - receipts) / (receiptCalls(service) - calls);
        return new Round(sendPerSecond, load, seconds, usage, perCall, unfinished);
    }

    private static double receipts(ServiceNode service) {
        return service.metric("reliable_message_receipts_total");
    }

    private static double receiptCalls(ServiceNode service) {
        return service.answered("/v1/receipts");
    }

    private static Table table(
            Bench bench, int rounds, Map<Case, List<Round>> all, Map<SubjectKind, Loop.Account> accounts) {
        Table table = new Table("loop: until two groups' effects and receipts are there, " + PAYLOAD
                        + "-byte payload, at most " + MOST_UNDER_WAY + " messages under way, medians of " + rounds
                        + " rounds")
                .column("threads", "%d")
                .column("messages/s", "%,.0f")
                .column("min–max", "%s")
                .column("send → arrival/s", "%,.0f")
                .column("ratio", "%.2f")
                .column("CPU s/1000: producer", "%.2f")
                .column("service", "%.2f")
                .column("database", "%.2f")
                .column("broker", "%.2f")
                .column("consumer", "%.2f")
                .column("all", "%.2f")
                .column("statements", "%.2f")
                .column("writes", "%.2f")
                .column("commits", "%.2f")
                .column("flushes", "%.2f")
                .column("receipts/call", "%.1f")
                .column("limit", "%s")
                .column("not CONSUMED", "%d");
        all.forEach((each, measured) -> row(bench, table, each, measured));
        accounts.forEach((kind, account) -> table.note(kind.label() + ": " + account.sentence()));
        return table;
    }

    private static void row(Bench bench, Table table, Case each, List<Round> rounds) {
        Spread perSecond = spread(rounds, Round::perSecond);
        double send = median(rounds, Round::sendPerSecond);
        table.row(
                each.kind().label(),
                each.threads(),
                perSecond.median(),
                String.format("%,.0f–%,.0f", perSecond.min(), perSecond.max()),
                send,
                median(rounds, round -> round.perSecond() / round.sendPerSecond()),
                median(rounds, round -> round.cpuPerThousand("application")),
                median(rounds, round -> round.cpuPerThousand("message-service")),
                median(rounds, round -> round.cpuPerThousand("database")),
                median(rounds, round -> round.cpuPerThousand("broker")),
                median(rounds, round -> round.cpuPerThousand("consumer")),
                median(rounds, round -> round.cpuPerThousand("")),
                perMessage(rounds, DatabaseCounters::statements),
                perMessage(rounds, DatabaseCounters::writes),
                perMessage(rounds, DatabaseCounters::commits),
                perMessage(rounds, DatabaseCounters::flushes),
                median(rounds, Round::receiptsPerCall),
                rounds.get(rounds.size() / 2)
                        .usage()
                        .limit(bench.machine().cores(), bench.machine().fsyncMillis()),
                rounds.stream().mapToLong(Round::unfinished).sum());
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
