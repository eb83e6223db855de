package io.reliablemessage.benchmarks.subject;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Request}.
 *
 * @param result of a load
 * @param allocatedBytes by all threads of the process during the request
 */
public record Reply(@Nullable LoadResult result, long allocatedBytes) {}
