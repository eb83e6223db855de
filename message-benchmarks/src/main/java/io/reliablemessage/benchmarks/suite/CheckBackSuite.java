package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.backlog.Backlog;
import io.reliablemessage.benchmarks.backlog.Kind;
import io.reliablemessage.benchmarks.measure.Usage;
import io.reliablemessage.benchmarks.report.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A producer was away, and all its messages wait for its word. */
final class CheckBackSuite implements Suite {
    private static final int USUAL_ROWS = 200_000;
    private static final Duration STILL = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "check-back";
    }

    @Override
    public String question() {
        return "how fast messages in doubt are decided when the producer answers again, and what a decision costs";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        int rows = bench.rows(USUAL_ROWS);
        try (CheckBackEndpoint endpoint = new CheckBackEndpoint();
                Rig rig = Rig.open(bench, Rig.Plan.USUAL.askedAt(endpoint.url()))) {
            endpoint.answerAs(Rig.APPLICATION, rig.token());
            rig.awaitTurns();
            bench.progress().say(String.format("check-back: loading %,d rows", rows));
            Backlog.Staged staged = rig.backlog().stage(Rig.rows(Kind.IN_DOUBT), rows);
            bench.progress().say("check-back: the producer answers");
            staged.appear();
            Usage.Watch watch = Usage.watch(bench.site());
            awaitAnswers(endpoint, rows);
            double seconds = (System.nanoTime() - endpoint.firstNanos()) / 1e9;
            Await.until(
                    "the last answers take effect",
                    STILL,
                    () -> decided(rig.backlog().countByState()) >= endpoint.decided());
            double allSeconds = (System.nanoTime() - endpoint.firstNanos()) / 1e9;
            Usage usage = watch.end();
            return List.of(table(
                    bench,
                    new Result(
                            rows,
                            seconds,
                            allSeconds,
                            endpoint.calls(),
                            usage,
                            rig.backlog().countByState())));
        }
    }

    private static void awaitAnswers(CheckBackEndpoint endpoint, int rows) {
        long moved = System.nanoTime();
        int answered = 0;
        while (answered < rows) {
            Await.pause(Duration.ofMillis(100));
            int now = endpoint.answered();
            if (now > answered) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STILL.toNanos()) {
                throw new IllegalStateException(answered + " messages were asked for, and then none for a minute");
            }
            answered = now;
        }
    }

    private static long decided(Map<String, Long> states) {
        return states.getOrDefault("CONFIRMED", 0L) + states.getOrDefault("CANCELLED", 0L);
    }

    /**
     * @param askedSeconds until the last answer was given
     * @param seconds until the last answer had taken effect
     */
    private record Result(
            int rows, double askedSeconds, double seconds, long calls, Usage usage, Map<String, Long> states) {
        double perThousand(double amount) {
            return amount * 1_000 / rows;
        }

        double cpu(String process) {
            return perThousand(usage.cpuSeconds().getOrDefault(process, 0.0));
        }
    }

    private static Table table(Bench bench, Result result) {
        Table table = new Table(String.format(
                        "check-back: %,d PREPARED messages are past their grace when the producer answers again; one node",
                        result.rows()))
                .column("asked/s", "%,.0f")
                .column("decided/s", "%,.0f")
                .column("HTTP calls", "%,d")
                .column("messages a call", "%.0f")
                .column("statements/1000", "%.1f")
                .column("writes/1000", "%.1f")
                .column("lock waits/1000", "%.2f")
                .column("CPU s/1000: node", "%.3f")
                .column("database", "%.3f")
                .column("broker", "%.3f")
                .column("producer", "%.3f")
                .column("limit", "%s");
        var database = result.usage().database();
        table.row(
                "1 node",
                result.rows() / result.askedSeconds(),
                decided(result.states()) / result.seconds(),
                result.calls(),
                (double) result.rows() / result.calls(),
                result.perThousand(database.statements()),
                result.perThousand(database.writes()),
                result.perThousand(database.lockWaits()),
                result.cpu("message-service-1"),
                result.cpu("database"),
                result.cpu("broker"),
                result.cpu("application"),
                result.usage().limit(bench.machine().cores(), bench.machine().fsyncMillis()));
        table.note(
                "Answered 80 % COMMITTED, 15 % ROLLED_BACK, 5 % without a decision, which are asked for again later. Then there were: "
                        + result.states());
        table.note("What is committed is published at once, which is part of the cost.");
        return table;
    }
}
