package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.DatabaseCounters;
import io.reliablemessage.benchmarks.measure.Spread;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.path.PathResult;
import io.reliablemessage.benchmarks.path.PathShape;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Administration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The service's database path alone, without HTTP and broker, beside what five transactions of one row each would do. */
final class PathSuite implements Suite {
    private static final int NAIVE_CALLERS = 64;
    private static final String APPLICATION = "bench";
    private static final String TOPIC = "bench-path";
    private static final PathShape SHAPE = new PathShape(List.of("bench-group"), 512);

    @Override
    public String name() {
        return "path";
    }

    @Override
    public String question() {
        return "the service's database path alone: prepare, confirm, receipt; beside five transactions of one row each";
    }

    private record Line(String way, int callers) {}

    private record Round(PathResult result, Usage usage) {
        double perSecond() {
            return result.messages() / result.seconds();
        }

        double perMessage(double amount) {
            return amount / result.messages();
        }
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        bench.progress().say("path: starting a node");
        Administration administration = LoadedNode.start(bench.site(), APPLICATION);
        administration.topic(TOPIC, List.of("PT1H"), 3);
        administration.subscription(TOPIC, SHAPE.groups().get(0), APPLICATION);
        List<Line> lines = List.of(
                new Line("naive", NAIVE_CALLERS),
                new Line("coalesced", 1),
                new Line("coalesced", 8),
                new Line("coalesced", 64));
        Map<Line, List<Round>> rounds = new LinkedHashMap<>();
        for (int round = 0; round <= bench.rounds(); round++) {
            for (Line line : lines) {
                bench.progress()
                        .say("path: " + (round == 0 ? "warm-up" : "round " + round + " of " + bench.rounds()) + ", "
                                + line.way() + ", " + line.callers() + " callers");
                Duration duration = round == 0 ? Duration.ofSeconds(2) : bench.duration();
                Usage.Watch watch = Usage.watch(bench.site());
                PathResult result =
                        administration.path(line.way(), line.callers(), duration, APPLICATION, TOPIC, SHAPE);
                if (round > 0) {
                    rounds.computeIfAbsent(line, each -> new ArrayList<>()).add(new Round(result, watch.end()));
                }
            }
        }
        bench.site().stopServices();
        return List.of(table(bench, rounds));
    }

    private static Table table(Bench bench, Map<Line, List<Round>> rounds) {
        Table table = new Table(
                        "path: one message in each call, 512-byte payload, medians of " + bench.rounds() + " rounds")
                .column("messages/s", "%,.0f")
                .column("÷ naive", "%.2f")
                .column("CPU µs: node", "%.0f")
                .column("database", "%.0f")
                .column("statements", "%.2f")
                .column("writes", "%.3f")
                .column("commits", "%.3f")
                .column("flushes", "%.3f")
                .column("rows", "%.2f")
                .column("redo B", "%,.0f")
                .column("lock waits/1000", "%.2f")
                .column("limit", "%s");
        List<Round> naive = rounds.values().iterator().next();
        rounds.forEach((line, all) -> table.row(
                line.way() + ", " + line.callers() + " callers",
                median(all, Round::perSecond),
                line.callers() == NAIVE_CALLERS ? ratio(all, naive) : null,
                median(all, round -> round.perMessage(cpu(round, "message-service") * 1e6)),
                median(all, round -> round.perMessage(cpu(round, "database") * 1e6)),
                counter(all, DatabaseCounters::statements),
                counter(all, DatabaseCounters::writes),
                counter(all, DatabaseCounters::commits),
                counter(all, DatabaseCounters::flushes),
                counter(all, DatabaseCounters::rowsWritten),
                counter(all, DatabaseCounters::redoBytes),
                1000 * counter(all, DatabaseCounters::lockWaits),
                all.get(0)
                        .usage()
                        .limit(bench.machine().cores(), bench.machine().fsyncMillis())));
        return table;
    }

    private static double ratio(List<Round> some, List<Round> others) {
        return Spread.ofRatios(some, Round::perSecond, others, Round::perSecond).median();
    }

    private static double cpu(Round round, String process) {
        return round.usage().cpuSecondsOf(process);
    }

    private static double counter(List<Round> rounds, ToDoubleFunction<DatabaseCounters> counter) {
        return median(
                rounds,
                round -> round.perMessage(counter.applyAsDouble(round.usage().database())));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList()).median();
    }
}
