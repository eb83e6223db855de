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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The service's database path with more groups on the topic, and with larger payloads. */
final class GrowthSuite implements Suite {
    private static final int CALLERS = 64;
    private static final int PAYLOAD = 512;
    private static final int[] GROUPS = {1, 2, 4, 8, 16};
    private static final int[] PAYLOADS = {128, 4_096, 65_536};
    private static final String APPLICATION = "growth";

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String question() {
        return "what the service's database path costs with more groups on a topic and with larger payloads";
    }

    private record Round(PathResult result, Usage usage) {
        double perMessage(double amount) {
            return amount / result.messages();
        }
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        bench.progress().say("growth: starting a node");
        Administration administration = LoadedNode.start(bench.site(), APPLICATION);
        List<PathShape> shapes = Stream.concat(
                        IntStream.of(GROUPS).mapToObj(groups -> shape(groups, PAYLOAD)),
                        IntStream.of(PAYLOADS).mapToObj(bytes -> shape(1, bytes)))
                .toList();
        for (PathShape shape : shapes) {
            administration.topic(topic(shape), List.of("PT1H"), 3);
            for (String group : shape.groups()) {
                administration.subscription(topic(shape), group, APPLICATION);
            }
        }
        Map<PathShape, List<Round>> rounds = new LinkedHashMap<>();
        for (int round = 0; round <= bench.rounds(); round++) {
            for (PathShape shape : shapes) {
                bench.progress()
                        .say("growth: " + (round == 0 ? "warm-up" : "round " + round + " of " + bench.rounds()) + ", "
                                + label(shape));
                Duration duration = round == 0 ? Duration.ofSeconds(2) : bench.duration();
                Usage.Watch watch = Usage.watch(bench.site());
                PathResult result =
                        administration.path("coalesced", CALLERS, duration, APPLICATION, topic(shape), shape);
                if (round > 0) {
                    rounds.computeIfAbsent(shape, each -> new ArrayList<>()).add(new Round(result, watch.end()));
                }
            }
        }
        bench.site().stopServices();
        return List.of(table(bench, rounds));
    }

    private static PathShape shape(int groups, int payloadBytes) {
        return new PathShape(
                IntStream.range(0, groups)
                        .mapToObj(group -> "growth-group-" + group)
                        .toList(),
                payloadBytes);
    }

    private static String topic(PathShape shape) {
        return "growth-" + shape.groups().size() + "-" + shape.payloadBytes();
    }

    private static String label(PathShape shape) {
        return shape.groups().size() + (shape.groups().size() == 1 ? " group, " : " groups, ") + shape.payloadBytes()
                + " bytes";
    }

    private static Table table(Bench bench, Map<PathShape, List<Round>> rounds) {
        Table table = new Table("growth: prepare, confirm and each group's receipt in calls of their own, " + CALLERS
                        + " callers, medians of " + bench.rounds() + " rounds")
                .column("messages/s", "%,.0f")
                .column("CPU µs: node", "%.0f")
                .column("database", "%.0f")
                .column("statements", "%.2f")
                .column("writes", "%.2f")
                .column("commits", "%.2f")
                .column("redo B", "%,.0f")
                .column("binlog B", "%,.0f")
                .column("limit", "%s");
        rounds.forEach((shape, all) -> table.row(
                label(shape),
                median(all, round -> round.result().messages() / round.result().seconds()),
                median(all, round -> round.perMessage(round.usage().cpuSecondsOf("message-service") * 1e6)),
                median(all, round -> round.perMessage(round.usage().cpuSecondsOf("database") * 1e6)),
                counter(all, DatabaseCounters::statements),
                counter(all, DatabaseCounters::writes),
                counter(all, DatabaseCounters::commits),
                counter(all, DatabaseCounters::redoBytes),
                counter(all, DatabaseCounters::binlogBytes),
                all.get(0)
                        .usage()
                        .limit(bench.machine().cores(), bench.machine().fsyncMillis())));
        return table;
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
