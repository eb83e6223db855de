package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.RetryLater;
import io.reliablemessage.client.Skipped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/** Runs a transaction again a few times when the database ended it for a deadlock or the like. */
final class Repeats {
    private static final int MAX_REPEATS = 5;

    private final RetryTemplate template = new RetryTemplate(RetryPolicy.builder()
            .maxRetries(MAX_REPEATS)
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(20))
            .multiplier(2)
            .predicate(Repeats::isPassing)
            .build());

    /** @throws RuntimeException what the last run threw */
    <T> T run(Supplier<T> transaction) {
        return run(again -> transaction.get());
    }

    /**
     * As {@link #run(Supplier)}.
     *
     * @param transaction is told whether it has run before
     */
    <T> T run(Function<Boolean, T> transaction) {
        AtomicBoolean again = new AtomicBoolean();
        try {
            return template.execute(() -> transaction.apply(again.getAndSet(true)));
        } catch (RetryException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static boolean isPassing(Throwable failure) {
        if (failure instanceof KeyInUseException
                || failure instanceof Rejected
                || failure instanceof RetryLater
                || failure instanceof Skipped) {
            return false;
        }
        return failure instanceof PassingException || Contention.causedBy(failure);
    }
}
