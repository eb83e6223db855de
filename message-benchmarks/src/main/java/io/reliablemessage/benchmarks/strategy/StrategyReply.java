package io.reliablemessage.benchmarks.strategy;

/**
 * @param deliveries duplicates included
 * @param nanos that they took
 * @param wrong effects that are missing or there twice, since the beginning
 */
public record StrategyReply(long deliveries, long nanos, long wrong) {}
