package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.Spread;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import io.reliablemessage.benchmarks.subject.SubjectKind.Family;
import io.reliablemessage.benchmarks.suite.SendRounds.Round;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/** Our ways by others, round by round, so that what disturbs the machine disturbs both sides of a ratio. */
final class SendRatios {
    private final SendRounds rounds;
    private final Table table = new Table("send: ratios, round by round")
            .column("median", "%.2f")
            .column("min–max", "%s")
            .column("target", "%s");

    SendRatios(SendRounds rounds) {
        this.rounds = rounds;
    }

    Table table() {
        for (int threads : SendSuite.THREADS) {
            boolean few = threads == 8;
            bestLibrary(threads).ifPresent(best -> {
                arrivals(SubjectKind.LOCAL, best, threads, few ? "≥ 2.0" : "≥ 3.0");
                arrivals(SubjectKind.PREPARE, best, threads, few ? "≥ 1.5" : "≥ 2.0");
            });
            arrivals(SubjectKind.LOCAL, SubjectKind.ROCKETMQ_TRANSACTION, threads, few ? "≥ 1.0" : "");
        }
        leastCpuLibrary(8)
                .ifPresent(best -> ratio(
                        "CPU, mode local ÷ " + best.label() + ", 8 threads",
                        rounds.loads(8),
                        SubjectKind.LOCAL,
                        best,
                        (kind, round) -> round.cpuPerThousand(kind),
                        "≤ 0.5"));
        held(SubjectKind.LOCAL, "mode local held back", "≥ 0.80");
        held(SubjectKind.ROW, "a plain row", "");
        return table;
    }

    private Optional<SubjectKind> bestLibrary(int threads) {
        return rounds.loads(threads).entrySet().stream()
                .filter(entry -> entry.getKey().family() == Family.LIBRARY)
                .max(Comparator.comparingDouble(entry -> SendRounds.median(
                        entry.getValue(), round -> round.load().messagesPerSecond())))
                .map(Map.Entry::getKey);
    }

    private Optional<SubjectKind> leastCpuLibrary(int threads) {
        return rounds.loads(threads).entrySet().stream()
                .filter(entry -> entry.getKey().family() == Family.LIBRARY)
                .min(Comparator.comparingDouble(
                        entry -> SendRounds.median(entry.getValue(), round -> round.cpuPerThousand(entry.getKey()))))
                .map(Map.Entry::getKey);
    }

    private void arrivals(SubjectKind ours, SubjectKind other, int threads, String target) {
        ratio(
                "arrivals, " + ours.label() + " ÷ " + other.label() + ", " + threads + " threads",
                rounds.loads(threads),
                ours,
                other,
                (kind, round) -> round.load().messagesPerSecond(),
                target);
    }

    private void held(SubjectKind kind, String name, String target) {
        ratio(
                "transactions, " + name + " ÷ no message, 8 threads",
                rounds.held(),
                kind,
                SubjectKind.NONE,
                (each, round) -> round.load().transactionsPerSecond(),
                target);
    }

    private void ratio(
            String name,
            Map<SubjectKind, List<Round>> among,
            SubjectKind over,
            SubjectKind under,
            ToDoubleBiFunction<SubjectKind, Round> figure,
            String target) {
        List<Round> first = among.get(over);
        List<Round> second = among.get(under);
        if (first == null || second == null) {
            return;
        }
        Spread spread = Spread.ofRatios(
                first, round -> figure.applyAsDouble(over, round), second, round -> figure.applyAsDouble(under, round));
        table.row(name, spread.median(), String.format(Locale.ROOT, "%.2f–%.2f", spread.min(), spread.max()), target);
    }
}
