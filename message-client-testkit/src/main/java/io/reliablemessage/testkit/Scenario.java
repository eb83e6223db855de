package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.consume.Failpoint;
import io.reliablemessage.testkit.memory.Publication;
import java.util.Collections;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * How the first delivery of each message to each group goes in one run of a test.
 *
 * @param words what happens, for people
 */
record Scenario(String words, Way way) {
    static final Scenario CLEAN = new Scenario("one clean delivery", (line, publication) -> line.deliver(publication));

    interface Way {
        void deliver(Line line, Publication publication);
    }

    static Scenario of(Cause cause) {
        return new Scenario(cause.words, way(cause));
    }

    private static Way way(Cause cause) {
        return switch (cause) {
            case DIED_BEFORE_RECEIPT -> dyingAt(Failpoint.AFTER_COMMIT);
            case RECEIPT_LOST -> Scenario::losingReceipt;
            case TOOK_TOO_LONG ->
                (line, publication) -> {
                    line.deliverMeanwhile(
                            publication, () -> line.nextAttempt(publication).ifPresent(line::deliver));
                    finish(line, publication);
                };
            case BROKER_LOST_ACKNOWLEDGEMENT ->
                (line, publication) -> {
                    line.deliver(publication);
                    line.deliver(publication);
                    finish(line, publication);
                };
            case RECEIPT_NOT_STORED ->
                (line, publication) -> {
                    line.deliver(publication);
                    line.receiptsFailOnce();
                    line.settle();
                    line.nextAttempt(publication).ifPresent(line::deliver);
                    line.settle();
                };
            case PUBLISHED_TWICE ->
                (line, publication) -> {
                    line.deliver(publication);
                    line.settle();
                    line.deliver(publication.copyAt("memory:1@7"));
                    finish(line, publication);
                };
            case REBALANCE ->
                (line, publication) -> {
                    line.deliverMeanwhile(publication, () -> line.deliver(publication));
                    finish(line, publication);
                };
            case SENT_TWICE ->
                (line, publication) -> {
                    line.deliver(publication);
                    line.settle();
                    line.sendAgain(publication);
                };
        };
    }

    static Scenario of(CrashPoint point) {
        return new Scenario(point.words + ", so it was delivered again", dyingAt(point.failpoint));
    }

    private static Way dyingAt(Failpoint point) {
        return (line, publication) -> {
            line.deliverDyingAt(point, publication);
            line.settle();
            if (point == Failpoint.AFTER_RECEIPT) {
                line.deliver(publication);
            }
            finish(line, publication);
        };
    }

    static Scenario concurrently(int threads) {
        return new Scenario(threads + " copies were delivered at the same moment", (line, publication) -> {
            CyclicBarrier start = new CyclicBarrier(threads);
            Line.together(Collections.nCopies(threads, () -> {
                await(start);
                line.deliver(publication);
            }));
            finish(line, publication);
        });
    }

    private static void losingReceipt(Line line, Publication publication) {
        line.loseReceiptsOf(publication);
        line.deliver(publication);
        line.settle();
        line.loseNoMore();
        finish(line, publication);
    }

    /** What is still owed is delivered once more, as the service would after its interval. */
    private static void finish(Line line, Publication publication) {
        line.settle();
        line.nextAttempt(publication).ifPresent(line::deliver);
        line.settle();
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The threads did not start together", e);
        }
    }
}
