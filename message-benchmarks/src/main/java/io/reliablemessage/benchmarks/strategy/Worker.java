package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.BrokerMessage;
import io.reliablemessage.protocol.BrokerProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** One of the broker's threads: delivers new work in its order, and now and then something that was done before. */
final class Worker {
    private static final String NOTE = "the quick brown fox jumps over the lazy dog; ".repeat(10);

    private final StrategyKind kind;
    private final int number;
    private final SplittableRandom random;
    private volatile long done;

    Worker(StrategyKind kind, int number) {
        this.kind = kind;
        this.number = number;
        this.random = new SplittableRandom(number);
    }

    /** New work that it has delivered so far. */
    long done() {
        return done;
    }

    /**
     * Delivers one after the other.
     *
     * @param until in {@link System#nanoTime}
     * @return deliveries
     * @throws IllegalStateException if one is not accepted
     */
    long deliver(BrokerInbox inbox, int duplicatePercent, long until) {
        long deliveries = 0;
        while (System.nanoTime() < until) {
            boolean again = done > 0 && random.nextInt(100) < duplicatePercent;
            long work = again ? random.nextLong(done) : done;
            if (!inbox.accept(message(work))) {
                throw new IllegalStateException(kind + " does not take work " + work);
            }
            if (!again) {
                done = work + 1;
            }
            deliveries++;
        }
        return deliveries;
    }

    private BrokerMessage message(long work) {
        String payload = "{\"no\":\"" + number + "-" + work + "\",\"note\":\"" + NOTE + "\"}";
        return new BrokerMessage(
                kind.group(),
                null,
                Map.of(
                        BrokerProperties.ID,
                        new UUID(number, work).toString(),
                        BrokerProperties.APPLICATION,
                        "bench",
                        BrokerProperties.KEY,
                        kind.key(number, work).toString(),
                        BrokerProperties.ATTEMPT,
                        "1",
                        BrokerProperties.ROUND,
                        "0",
                        BrokerProperties.CREATED_AT,
                        Long.toString(System.currentTimeMillis())),
                payload.getBytes(StandardCharsets.UTF_8),
                "broker:0@" + work);
    }
}
