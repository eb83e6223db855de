package io.reliablemessage.benchmarks.subject;

import java.nio.file.Path;

/** The consumer at the other end is an application of its own: arrived is an order whose effects all groups have committed. */
final class EffectArrivals implements Arrivals {
    private final EffectLog log;
    private final long[] countBefore = new long[EffectLog.GROUPS];
    private volatile Clocks clocks = Clocks.now();

    /** Both clocks at one moment; a run is short enough for them not to drift apart. */
    private record Clocks(long nanos, long micros) {
        static Clocks now() {
            return new Clocks(System.nanoTime(), EffectLog.nowMicros());
        }
    }

    EffectArrivals(Path file) {
        log = EffectLog.open(file);
    }

    @Override
    public void expect(long fromOrder, int atMost) {
        clocks = Clocks.now();
        for (int group = 0; group < countBefore.length; group++) {
            countBefore[group] = log.count(group);
        }
    }

    /** The effects of the group that is behind; that none took effect twice is for a look into the database. */
    @Override
    public long count() {
        long least = Long.MAX_VALUE;
        for (int group = 0; group < countBefore.length; group++) {
            least = Math.min(least, log.count(group) - countBefore[group]);
        }
        return least;
    }

    @Override
    public long duplicates() {
        return 0;
    }

    @Override
    public long nanosOf(long order) {
        Clocks begin = clocks;
        long last = 0;
        for (int group = 0; group < countBefore.length; group++) {
            long micros = log.microsOf(group, order);
            if (micros < begin.micros) {
                return 0;
            }
            last = Math.max(last, micros);
        }
        return begin.nanos + (last - begin.micros) * 1_000;
    }

    @Override
    public void close() {
        // The file belongs to the consumer.
    }
}
