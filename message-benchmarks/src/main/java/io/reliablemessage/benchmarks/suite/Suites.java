package io.reliablemessage.benchmarks.suite;

import java.util.List;
import java.util.Set;

/** All suites, in the order in which they run. */
public final class Suites {
    public static final List<Suite> ALL = List.of(
            new SendSuite(),
            new PathSuite(),
            new GrowthSuite(),
            new LoopSuite(),
            new LatencySuite(),
            new DrainSuite(),
            new StormSuite(),
            new CheckBackSuite(),
            new BlockedPurgeSuite(),
            new BigTableSuite(),
            new RetentionSuite(),
            new ReconciliationSuite(),
            new IdempotencySuite(),
            new IdleSuite(),
            new StartSuite(),
            new KernelSuite(),
            new HeapSuite());

    /** Those that have something to compare with: other ways of sending, and five transactions of one row each. */
    public static final List<Suite> COMPARED = ALL.stream()
            .filter(suite -> Set.of("send", "path").contains(suite.name()))
            .toList();

    private Suites() {}
}
