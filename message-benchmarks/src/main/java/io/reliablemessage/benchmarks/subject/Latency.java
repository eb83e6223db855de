package io.reliablemessage.benchmarks.subject;

import org.HdrHistogram.Histogram;

/** A distribution of times, in milliseconds. */
public record Latency(double p50, double p90, double p99, double p999, double max) {

    public static Latency of(Histogram nanos) {
        return new Latency(
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(90) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getValueAtPercentile(99.9) / 1e6,
                nanos.getMaxValue() / 1e6);
    }
}
