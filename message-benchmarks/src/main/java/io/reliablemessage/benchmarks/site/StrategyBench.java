package io.reliablemessage.benchmarks.site;

import io.reliablemessage.benchmarks.business.Surroundings;
import io.reliablemessage.benchmarks.process.Child;
import io.reliablemessage.benchmarks.strategy.StrategyKind;
import io.reliablemessage.benchmarks.strategy.StrategyProcess;
import io.reliablemessage.benchmarks.strategy.StrategyReply;
import io.reliablemessage.benchmarks.strategy.StrategyRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An application that consumes with every strategy, without broker and service, and the Redis that one of them needs. */
public final class StrategyBench implements AutoCloseable {
    private final Child<StrategyRequest, StrategyReply> process;
    private final @Nullable RedisProcess redis;

    private StrategyBench(Child<StrategyRequest, StrategyReply> process, @Nullable RedisProcess redis) {
        this.process = process;
        this.redis = redis;
    }

    /** @param keys recorded beforehand */
    static StrategyBench start(Site site, Jvm jvm, int poolSize, int keys) {
        RedisProcess redis = RedisProcess.isAvailable() ? RedisProcess.start(site.folder()) : null;
        StrategyBench bench = new StrategyBench(
                new Child<>(
                        "strategies", jvm.withClass("strategies", "512m", StrategyProcess.class), StrategyReply.class),
                redis);
        try {
            Surroundings surroundings = new Surroundings(
                    site.emptySchema("bench_strategies"),
                    site.database().user(),
                    site.database().password(),
                    "",
                    "",
                    poolSize,
                    0,
                    "",
                    "",
                    null);
            int port = redis == null ? 0 : redis.port();
            bench.process.ask(new StrategyRequest(new StrategyRequest.Open(surroundings, port, keys), null));
            return bench;
        } catch (RuntimeException e) {
            bench.close();
            throw e;
        }
    }

    /** Whether it can be measured on this machine. */
    public boolean has(StrategyKind kind) {
        return kind != StrategyKind.REDIS_FLAG || redis != null;
    }

    /**
     * Delivers as fast as the threads can.
     *
     * @param duplicatePercent deliveries of work that is done already
     */
    public StrategyReply run(StrategyKind kind, int threads, Duration duration, int duplicatePercent) {
        return process.ask(new StrategyRequest(
                null, new StrategyRequest.Run(kind, threads, duration.toMillis(), duplicatePercent)));
    }

    ProcessHandle process() {
        return process.handle();
    }

    @Nullable
    ProcessHandle redis() {
        return redis == null ? null : redis.process();
    }

    @Override
    public void close() {
        process.close();
        if (redis != null) {
            redis.close();
        }
    }
}
