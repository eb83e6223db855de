package io.reliablemessage.client.internal.produce;

import java.util.concurrent.atomic.LongAdder;

/** What has happened since the start, for metrics. */
final class ProducerCounters {
    private final LongAdder spooled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder settlementsDropped = new LongAdder();
    private final LongAdder settlementsRefused = new LongAdder();

    void spooled(int messages) {
        spooled.add(messages);
    }

    void failed() {
        failed.increment();
    }

    void settlementsDropped(int messages) {
        settlementsDropped.add(messages);
    }

    void settlementRefused() {
        settlementsRefused.increment();
    }

    long spooled() {
        return spooled.sum();
    }

    long failedMessages() {
        return failed.sum();
    }

    long settlementsDropped() {
        return settlementsDropped.sum();
    }

    long settlementsRefused() {
        return settlementsRefused.sum();
    }
}
