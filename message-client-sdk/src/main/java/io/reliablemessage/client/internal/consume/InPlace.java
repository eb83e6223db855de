package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.RetryLater;
import io.reliablemessage.client.Skipped;
import io.reliablemessage.client.internal.idempotency.Effect;
import io.reliablemessage.client.internal.idempotency.KeyInUseException;
import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tries a delivery again on the thread that has it, where giving it back would waste something: an attempt, while the database gives no
 * connection and the listener has not even been called; or its place, where the listener is ordered. Meanwhile the service is told that
 * the delivery is being worked on, so that it neither delivers it again nor counts.
 */
final class InPlace implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InPlace.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration databasePatience;
    private final List<Duration> orderedPauses;
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    /**
     * @param databasePatience how long a delivery waits for a connection to the database; zero: it fails at once
     * @param orderedPauses before each further try of a delivery to an ordered listener
     */
    InPlace(Duration databasePatience, List<Duration> orderedPauses) {
        this.databasePatience = databasePatience;
        this.orderedPauses = List.copyOf(orderedPauses);
    }

    /** @throws RuntimeException what the last try threw */
    Effect run(Listener listener, Supplier<ListenerAttempt> attempts) {
        long deadline = System.nanoTime() + databasePatience.toNanos();
        int ordered = 0;
        for (int tries = 0; ; tries++) {
            ListenerAttempt attempt = attempts.get();
            try {
                return attempt.run();
            } catch (RuntimeException | Error e) {
                Duration pause = Duration.ZERO;
                if (!attempt.called() && isDatabaseAway(e)) {
                    pause = untilDatabase(tries, deadline);
                    say(tries, attempt, e, pause);
                } else if (listener.ordered() && ordered < orderedPauses.size() && mayGoBetter(e)) {
                    pause = orderedPauses.get(ordered++);
                }
                if (pause.isZero() || stopsWithin(pause)) {
                    throw e;
                }
            }
        }
    }

    /** No connection at all; anything later may have been an effect of the listener. */
    private static boolean isDatabaseAway(Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                || failure instanceof CannotGetJdbcConnectionException;
    }

    private static boolean mayGoBetter(Throwable failure) {
        return !(failure instanceof Rejected
                || failure instanceof RetryLater
                || failure instanceof Skipped
                || failure instanceof KeyInUseException
                || failure instanceof UnreadableMessageException
                || failure instanceof SimulatedCrash);
    }

    private static Duration untilDatabase(int tries, long deadline) {
        if (System.nanoTime() >= deadline) {
            return Duration.ZERO;
        }
        long millis = FIRST_PAUSE.toMillis() << Math.min(tries, 10);
        return Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
    }

    private static void say(int tries, ListenerAttempt attempt, Throwable failure, Duration pause) {
        if (tries == 0 && !pause.isZero()) {
            log.warn(
                    "Message {} waits for the database ({}); no attempt is used up while it does",
                    attempt.delivery().id(),
                    failure.getMessage());
        }
    }

    private boolean stopsWithin(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Goes on after {@link #close}. */
    void open() {
        stopping = new CountDownLatch(1);
    }

    /** Ends all waiting; what waits counts as failed. */
    @Override
    public void close() {
        stopping.countDown();
    }
}
