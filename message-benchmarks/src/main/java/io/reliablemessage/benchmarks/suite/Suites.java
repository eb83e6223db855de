package io.reliablemessage.benchmarks.suite;

import java.util.List;

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

    private Suites() {}
}
