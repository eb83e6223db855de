package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.measure.LiveHeap;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Loop;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether anything piles up in memory: what stays in the heaps after so and so many messages, at rest and collected. */
final class HeapSuite implements Suite {
    private static final SubjectKind MODE = SubjectKind.PREPARE;
    private static final int THREADS = 64;
    private static final int MESSAGES = 25_000;
    private static final int[] PERCENT = {10, 25, 50, 75, 100};
    private static final Duration SLICE = Duration.ofSeconds(2);
    private static final double FLAT = 1.1;

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String question() {
        return "what stays in the heaps of service, producer and consumer while many messages go through";
    }

    @Override
    public List<Table> run(Bench bench) throws Exception {
        long messages = bench.rows(MESSAGES);
        Loop loop = bench.site().loop();
        SubjectClient subject = loop.open(MODE, LoopSuite.POOL, LoopSuite.PAYLOAD);
        Map<String, List<Double>> mebibytes = new LinkedHashMap<>();
        List<Long> done = new ArrayList<>();
        long through = 0;
        for (int percent : PERCENT) {
            bench.progress().say(String.format("heap: up to %,d of %,d messages", messages * percent / 100, messages));
            while (through < messages * percent / 100) {
                through += subject.closedLoop(THREADS, SLICE, LoopSuite.MOST_UNDER_WAY)
                        .transactions();
            }
            loop.awaitConsumed();
            done.add(through);
            bench.site().processes().forEach((name, process) -> {
                if (isOurs(name)) {
                    mebibytes.computeIfAbsent(name, each -> new ArrayList<>()).add(LiveHeap.bytes(process) / 1048576.0);
                }
            });
        }
        Loop.Account account = loop.account(MODE);
        loop.rest(subject);
        return List.of(table(done, mebibytes, account));
    }

    private static boolean isOurs(String process) {
        return process.equals("application") || process.equals("consumer") || process.startsWith("message-service");
    }

    private static Table table(List<Long> done, Map<String, List<Double>> mebibytes, Loop.Account account) {
        Table table = new Table(
                "heap: MiB that stay after a full collection, at rest, " + MODE.label() + ", " + THREADS + " threads");
        done.forEach(messages -> table.column(String.format("after %,d", messages), "%.1f"));
        table.column("last ÷ first", "%.2f").column("flat", "%s");
        mebibytes.forEach((process, sizes) -> {
            double growth = sizes.get(sizes.size() - 1) / sizes.get(0);
            List<Object> cells = new ArrayList<>(sizes);
            cells.add(growth);
            cells.add(growth <= FLAT ? "yes" : "NO");
            table.row(process.equals("application") ? "producer" : process, cells.toArray());
        });
        table.note(account.sentence());
        return table;
    }
}
