package io.reliablemessage.benchmarks.subject;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run brought.
 *
 * @param transactions business transactions committed
 * @param businessNanos until the last of them
 * @param arrived messages that came to the consumer, each counted once
 * @param nanos until the last of them
 * @param missing messages that had not come a minute after the last one that did
 * @param duplicates messages that came again
 * @param sinceCommit commit to arrival, at a fixed rate
 * @param sinceMeant from when the transaction was meant to begin to arrival, at a fixed rate
 */
public record LoadResult(
        long transactions,
        long businessNanos,
        long arrived,
        long nanos,
        long missing,
        long duplicates,
        @Nullable Latency sinceCommit,
        @Nullable Latency sinceMeant) {

    public double transactionsPerSecond() {
        return transactions * 1e9 / businessNanos;
    }

    public double messagesPerSecond() {
        return arrived * 1e9 / nanos;
    }

    /** @throws NullPointerException if the load had no fixed rate */
    public Latency arrivalAfterCommit() {
        return Objects.requireNonNull(sinceCommit, "no fixed rate");
    }

    /** @throws NullPointerException if the load had no fixed rate */
    public Latency arrivalAfterMeant() {
        return Objects.requireNonNull(sinceMeant, "no fixed rate");
    }
}
