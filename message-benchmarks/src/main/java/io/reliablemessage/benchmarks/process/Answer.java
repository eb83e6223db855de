package io.reliablemessage.benchmarks.process;

import org.jspecify.annotations.Nullable;

/**
 * What comes back for a question.
 *
 * @param failure what went wrong, with its stack
 * @param value only without a failure
 */
record Answer<A>(@Nullable String failure, @Nullable A value) {}
