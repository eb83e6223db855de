package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.ReliableMessageProperties.Spool;
import io.reliablemessage.client.SpoolFullException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows about how much waits in the outbox, without asking the database at each {@code send}: what was counted every few seconds, by
 * whichever instance wrote it, and what this instance has written and removed since.
 */
final class SpoolLimit {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int COUNTED_FAILURES = 10_000;

    private final Spool limits;
    private final JdbcOutbox outbox;
    private final ProducerCounters counters;
    private final AtomicLong since = new AtomicLong();
    private volatile Sample sample = new Sample(0, 0, 0);
    private long sampledAtNanos = System.nanoTime() - EVERY.toNanos();

    /**
     * @param waiting how many messages wait, up to one more than the limit
     * @param oldestSeconds the age of the oldest of them; 0 if none waits
     * @param failed how many the service has refused for good, up to {@value #COUNTED_FAILURES}
     */
    record Sample(long waiting, long oldestSeconds, long failed) {}

    SpoolLimit(Spool limits, JdbcOutbox outbox, ProducerCounters counters) {
        this.limits = limits;
        this.outbox = outbox;
        this.counters = counters;
    }

    Sample sample() {
        return sample;
    }

    /** Called again and again from one thread; counts every few seconds. */
    void sampleNowAndThen() {
        if (System.nanoTime() - sampledAtNanos >= EVERY.toNanos()) {
            sampleNow();
        }
    }

    void sampleNow() {
        since.set(0);
        int bound = limits.maxMessages() == Integer.MAX_VALUE ? Integer.MAX_VALUE : limits.maxMessages() + 1;
        sample = new Sample(
                outbox.countWaiting(bound),
                outbox.oldestWaitingSeconds().orElse(0),
                outbox.countFailed(COUNTED_FAILURES));
        sampledAtNanos = System.nanoTime();
    }

    void written(int messages) {
        since.addAndGet(messages);
        counters.spooled(messages);
    }

    void removed(int messages) {
        since.addAndGet(-messages);
    }

    void refused() {
        removed(1);
        counters.failed();
    }

    boolean isFull() {
        try {
            admit(1);
            return false;
        } catch (SpoolFullException e) {
            return true;
        }
    }

    /** @throws SpoolFullException if so many more messages are not to be written */
    void admit(int messages) {
        Sample last = sample;
        long waiting = last.waiting() + since.get();
        if (waiting > 0 && waiting + messages > limits.maxMessages()) {
            throw new SpoolFullException("About " + waiting
                    + " messages wait in rm_outbox for the service; reliable-message.spool.max-messages is "
                    + limits.maxMessages());
        }
        Duration maxAge = limits.maxAge();
        if (maxAge != null && last.oldestSeconds() > maxAge.toSeconds()) {
            throw new SpoolFullException("The oldest message in rm_outbox waits for the service since "
                    + last.oldestSeconds() + " s; reliable-message.spool.max-age is " + maxAge);
        }
    }
}
