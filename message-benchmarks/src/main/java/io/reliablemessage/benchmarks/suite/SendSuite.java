package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Site;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.benchmarks.subject.SubjectKind.Family;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Business transactions with one message each, until it reaches a consumer: each way in turn, again and again. */
final class SendSuite implements Suite {
    static final int[] THREADS = {8, 64};
    static final int PAYLOAD = 512;
    static final int MOST_UNDER_WAY = 2_000;
    static final double RATE = 200;

    private static final int POOL = 32;

    /** Loads that nobody measures, before the first round. */
    private static final int[] WARM_UP_THREADS = {8, 64, 8};

    /** Until hardly anything is compiled any more, in the applications and in what stands behind them. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    private static final Duration BROKER_WARM_UP = Duration.ofSeconds(3);
    private static final Duration RUN_UP = Duration.ofMillis(500);

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String question() {
        return "business transactions with one message each, until it arrives; with --peers, other ways beside ours";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        SendRounds rounds = new SendRounds();
        for (SubjectKind kind : bench.ways()) {
            bench.progress().say("send: warm-up, " + kind.label());
            SubjectClient subject = bench.site().open(kind, POOL, PAYLOAD);
            for (int threads : WARM_UP_THREADS) {
                subject.closedLoop(threads, WARM_UP, MOST_UNDER_WAY);
            }
            bench.site().rest(subject);
        }
        for (int round = 1; round <= bench.rounds(); round++) {
            List<SubjectKind> ways = new ArrayList<>(bench.ways());
            if (round % 2 == 0) {
                Collections.reverse(ways);
            }
            for (SubjectKind kind : ways) {
                bench.progress().say("send: round " + round + " of " + bench.rounds() + ", " + kind.label());
                measure(bench, kind, rounds);
            }
        }
        List<Table> tables = new ArrayList<>();
        for (int threads : THREADS) {
            tables.add(rounds.throughput(bench, threads));
        }
        tables.add(rounds.latency());
        if (bench.ways().contains(SubjectKind.LOCAL)) {
            tables.add(new SendRatios(rounds).table());
        }
        return tables;
    }

    /** RocketMQ's transactional messages have a broker of their own, which is started for each round. */
    private static void measure(Bench bench, SubjectKind kind, SendRounds rounds) throws SQLException {
        SubjectClient subject = bench.site().open(kind, POOL, PAYLOAD);
        for (int threads : THREADS) {
            subject.closedLoop(
                    threads, kind == SubjectKind.ROCKETMQ_TRANSACTION ? BROKER_WARM_UP : RUN_UP, MOST_UNDER_WAY);
            rounds.add(
                    kind,
                    threads,
                    watched(bench, subject, () -> subject.closedLoop(threads, bench.duration(), MOST_UNDER_WAY)));
        }
        if (kind.sends()) {
            rounds.addSteady(kind, watched(bench, subject, () -> subject.fixedRate(8, RATE, bench.duration())));
        }
        if (kind == SubjectKind.LOCAL) {
            subject.holdBack();
        }
        if (kind == SubjectKind.LOCAL || !kind.sends()) {
            rounds.addHeld(kind, watched(bench, subject, () -> subject.closedLoop(8, bench.duration(), 0)));
        }
        bench.site().rest(subject);
    }

    private static SendRounds.Round watched(Bench bench, SubjectClient subject, Supplier<LoadResult> load)
            throws SQLException {
        double before = calls(bench.site(), subject.kind());
        Usage.Watch watch = Usage.watch(bench.site());
        LoadResult result = load.get();
        Usage usage = watch.end();
        double calls = calls(bench.site(), subject.kind()) - before;
        return new SendRounds.Round(result, usage, subject.allocatedBytes(), calls);
    }

    /** What message-service has answered about messages since it started; 0 for ways that do without it. */
    static double calls(Site site, SubjectKind kind) {
        return isOurs(kind) ? site.service().answered("/v1/messages/") : 0;
    }

    static boolean isOurs(SubjectKind kind) {
        return kind.family() == Family.OURS;
    }
}
