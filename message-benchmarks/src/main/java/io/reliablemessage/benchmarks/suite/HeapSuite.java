package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.path.PathShape;
import io.reliablemessage.benchmarks.report.Table;
import io.reliablemessage.benchmarks.site.Administration;
import io.reliablemessage.benchmarks.site.Loop;
import io.reliablemessage.benchmarks.site.SubjectClient;
import io.reliablemessage.benchmarks.subject.SubjectKind;
import java.time.Duration;
import java.util.List;

/** Whether anything piles up in memory: what stays in the heaps after so and so many messages, at rest and collected. */
final class HeapSuite implements Suite {
    private static final SubjectKind MODE = SubjectKind.PREPARE;
    private static final int THREADS = 64;
    private static final int MESSAGES = 100_000;
    /** Through the service's database path alone, which takes them ten times as fast. */
    private static final int MESSAGES_OF_THE_PATH = 2_000_000;

    private static final Duration PATH_SLICE = Duration.ofSeconds(10);
    private static final String APPLICATION = "heap";
    private static final PathShape SHAPE = new PathShape(List.of("heap-group"), LoopSuite.PAYLOAD);
    private static final int[] PERCENT = {10, 25, 50, 75, 100};
    private static final Duration SLICE = Duration.ofSeconds(2);

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
        Heaps heaps = new Heaps(HeapSuite::isOurs);
        long through = 0;
        for (int percent : PERCENT) {
            bench.progress().say(String.format("heap: up to %,d of %,d messages", messages * percent / 100, messages));
            while (through < messages * percent / 100) {
                through += subject.closedLoop(THREADS, SLICE, LoopSuite.MOST_UNDER_WAY)
                        .transactions();
            }
            loop.awaitConsumed();
            heaps.look(bench.site().processes(), through);
        }
        Loop.Account account = loop.account(MODE);
        loop.rest(subject);
        Table whole = heaps.table(
                "heap: MiB that stay after a full collection, at rest, " + MODE.label() + ", " + THREADS + " threads");
        whole.note(account.sentence());
        return List.of(whole, serviceAlone(bench));
    }

    /** Prepare, confirm and receipt of each message, without HTTP and broker. */
    private static Table serviceAlone(Bench bench) throws Exception {
        Administration administration = LoadedNode.start(bench.site(), APPLICATION);
        administration.topic(APPLICATION, List.of("PT1H"), 3);
        administration.subscription(APPLICATION, SHAPE.groups().get(0), APPLICATION);
        long messages = bench.rows(MESSAGES_OF_THE_PATH);
        Heaps heaps = new Heaps(HeapSuite::isService);
        long through = 0;
        for (int percent : PERCENT) {
            bench.progress()
                    .say(String.format(
                            "heap: the service alone, up to %,d of %,d messages", messages * percent / 100, messages));
            while (through < messages * percent / 100) {
                through += administration
                        .path("coalesced", THREADS, PATH_SLICE, APPLICATION, APPLICATION, SHAPE)
                        .messages();
            }
            heaps.look(bench.site().processes(), through);
        }
        bench.site().stopServices();
        return heaps.table("heap: the same of the service alone, by its database path, " + THREADS + " callers");
    }

    private static boolean isOurs(String process) {
        return process.equals("application") || process.equals("consumer") || isService(process);
    }

    private static boolean isService(String process) {
        return process.startsWith("message-service");
    }
}
