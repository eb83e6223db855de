package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.benchmarks.business.Surroundings;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark asks of the process; one of the two.
 *
 * @param open to begin with
 * @param run to measure
 */
public record StrategyRequest(@Nullable Open open, @Nullable Run run) {

    /**
     * @param surroundings database and pool; there is neither broker nor service
     * @param redisPort on 127.0.0.1; 0: there is none
     * @param keys recorded beforehand
     */
    public record Open(Surroundings surroundings, int redisPort, int keys) {}

    /** @param duplicatePercent deliveries of work that is done already */
    public record Run(StrategyKind kind, int threads, long millis, int duplicatePercent) {}
}
