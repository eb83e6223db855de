package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Spread;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.subject.LoadResult;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What the rounds of {@link SendSuite} brought. */
final class SendRounds {
    private final Map<Integer, Map<SubjectKind, List<Round>>> loads = new HashMap<>();
    private final Map<SubjectKind, List<Round>> steady = new EnumMap<>(SubjectKind.class);
    private final Map<SubjectKind, List<Round>> held = new EnumMap<>(SubjectKind.class);

    /**
     * One measurement of one way.
     *
     * @param httpCalls that message-service answered
     */
    record Round(LoadResult load, Usage usage, long allocatedBytes, double httpCalls) {
        double perMessage(double amount) {
            return amount / Math.max(1, load.transactions());
        }

        /** @param process the beginning of the names of those that count */
        double cpuPerThousand(String process) {
            return 1000 * perMessage(usage.cpuSecondsOf(process));
        }

        /** Of all that this way needs; a service that runs idle beside other ways is not theirs. */
        double cpuPerThousand(SubjectKind kind) {
            return cpuPerThousand("") - (SendSuite.isOurs(kind) ? 0 : cpuPerThousand("message-service"));
        }
    }

    void add(SubjectKind kind, int threads, Round round) {
        loads.computeIfAbsent(threads, each -> new EnumMap<>(SubjectKind.class))
                .computeIfAbsent(kind, each -> new ArrayList<>())
                .add(round);
    }

    void addSteady(SubjectKind kind, Round round) {
        steady.computeIfAbsent(kind, each -> new ArrayList<>()).add(round);
    }

    void addHeld(SubjectKind kind, Round round) {
        held.computeIfAbsent(kind, each -> new ArrayList<>()).add(round);
    }

    Map<SubjectKind, List<Round>> loads(int threads) {
        return Objects.requireNonNull(loads.get(threads));
    }

    Map<SubjectKind, List<Round>> steady() {
        return steady;
    }

    /** Business transactions alone, and with messages that stay in the outbox. */
    Map<SubjectKind, List<Round>> held() {
        return held;
    }

    Table throughput(Bench bench, int threads) {
        Table table = new Table("send: " + threads + " producer threads, " + SendSuite.PAYLOAD
                        + "-byte payload, at most " + SendSuite.MOST_UNDER_WAY + " messages under way, medians of "
                        + bench.rounds() + " rounds")
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
                .column("HTTP calls", "%.2f")
                .column("redo B", "%,.0f")
                .column("binlog B", "%,.0f")
                .column("alloc KiB", "%.1f")
                .column("wire KiB", "%.1f")
                .column("limit", "%s")
                .column("missing", "%d")
                .column("again", "%d");
        loads(threads).forEach((kind, all) -> {
            Spread arrivals = spread(all, round -> round.load().messagesPerSecond());
            table.row(
                    kind.label(),
                    median(all, round -> round.load().transactionsPerSecond()),
                    kind.sends() ? arrivals.median() : null,
                    kind.sends() ? String.format(Locale.ROOT, "%,.0f–%,.0f", arrivals.min(), arrivals.max()) : null,
                    median(all, round -> round.cpuPerThousand("application")),
                    SendSuite.isOurs(kind) ? median(all, round -> round.cpuPerThousand("message-service")) : null,
                    median(all, round -> round.cpuPerThousand("database")),
                    kind.sends() ? median(all, round -> round.cpuPerThousand("broker")) : null,
                    median(all, round -> round.cpuPerThousand(kind)),
                    counter(all, DatabaseCounters::statements),
                    counter(all, DatabaseCounters::writes),
                    counter(all, DatabaseCounters::commits),
                    counter(all, DatabaseCounters::flushes),
                    SendSuite.isOurs(kind) ? median(all, round -> round.perMessage(round.httpCalls())) : null,
                    counter(all, DatabaseCounters::redoBytes),
                    counter(all, DatabaseCounters::binlogBytes),
                    median(all, round -> round.perMessage(round.allocatedBytes() / 1024.0)),
                    median(all, round -> round.perMessage(round.usage().loopbackBytes() / 1024.0)),
                    all.get(all.size() / 2)
                            .usage()
                            .limit(bench.machine().cores(), bench.machine().fsyncMillis()),
                    all.stream().mapToLong(round -> round.load().missing()).sum(),
                    all.stream().mapToLong(round -> round.load().duplicates()).sum());
        });
        return table;
    }

    Table latency() {
        Table table = new Table(
                        String.format(Locale.ROOT, "send: %.0f messages a second, milliseconds", SendSuite.RATE))
                .column("commit → arrival p50", "%.2f")
                .column("p90", "%.2f")
                .column("p99", "%.2f")
                .column("max", "%.1f")
                .column("meant → arrival p50", "%.2f")
                .column("meant → p99", "%.2f")
                .column("CPU s/1000", "%.2f")
                .column("missing", "%d");
        steady.forEach((kind, all) -> table.row(
                kind.label(),
                median(all, round -> round.load().arrivalAfterCommit().p50()),
                median(all, round -> round.load().arrivalAfterCommit().p90()),
                median(all, round -> round.load().arrivalAfterCommit().p99()),
                median(all, round -> round.load().arrivalAfterCommit().max()),
                median(all, round -> round.load().arrivalAfterMeant().p50()),
                median(all, round -> round.load().arrivalAfterMeant().p99()),
                median(all, round -> round.cpuPerThousand(kind)),
                all.stream().mapToLong(round -> round.load().missing()).sum()));
        return table;
    }

    static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return spread(rounds, figure).median();
    }

    private static double counter(List<Round> rounds, ToDoubleFunction<DatabaseCounters> counter) {
        return median(
                rounds,
                round -> round.perMessage(counter.applyAsDouble(round.usage().database())));
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }
}
