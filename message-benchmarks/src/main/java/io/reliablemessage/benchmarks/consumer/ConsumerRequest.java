package io.reliablemessage.benchmarks.consumer;

import io.reliablemessage.benchmarks.business.Surroundings;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark asks of the consumer's process.
 *
 * @param surroundings to begin consuming in; {@code null} to end it
 */
public record ConsumerRequest(@Nullable Surroundings surroundings) {}
