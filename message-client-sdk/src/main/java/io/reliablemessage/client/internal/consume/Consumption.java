package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Rejected;
import io.reliablemessage.client.internal.idempotency.Contention;
import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.KeyInUseException;
import io.reliablemessage.protocol.DeadLetterReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Lets a delivery take effect once: begin, insert the record of its key, call the listener, commit; then the receipt, then the
 * broker's acknowledgement.
 *
 * <p>A crash before the commit leaves nothing behind; a crash between commit and receipt, or between receipt and acknowledgement,
 * brings the message once more, the record refuses it, and only the receipt is sent again.
 *
 * <p>A duplicate that comes while the first copy is at work waits for it at the record's unique key, a few seconds at most; then it
 * is let go without a receipt ({@link Outcome#IN_PROGRESS}).
 */
final class Consumption {
    private static final Logger log = LoggerFactory.getLogger(Consumption.class);
    private static final int MAX_REPEATS = 5;

    private final TransactionOperations transactions;
    private final JdbcIdempotencyRecords records;
    private final Receipts receipts;
    private final LongWork longWork;
    private final Failpoints failpoints;
    private final RetryTemplate repeats = new RetryTemplate(RetryPolicy.builder()
            .maxRetries(MAX_REPEATS)
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(20))
            .multiplier(2)
            .predicate(Consumption::isPassing)
            .build());

    /** @param transactions joins no transaction that is under way, since there is none on a consumer thread */
    Consumption(
            TransactionOperations transactions,
            JdbcIdempotencyRecords records,
            Receipts receipts,
            LongWork longWork,
            Failpoints failpoints) {
        this.transactions = transactions;
        this.records = records;
        this.receipts = receipts;
        this.longWork = longWork;
        this.failpoints = failpoints;
    }

    /** Consumes one delivery. Never throws for anything that the listener or the database does. */
    Answer consume(Listener listener, Incoming message) {
        LongWork.Watch watch = longWork.watch(receipts.inProgress(message, longWork.extension()));
        try {
            return attempt(listener, message);
        } catch (RetryException e) {
            return failure(listener, message, e.getCause());
        } catch (Throwable e) {
            return failure(listener, message, e);
        } finally {
            watch.close();
        }
    }

    private Answer attempt(Listener listener, Incoming message) throws RetryException {
        IdempotencyKey key = listener.key().keyOf(message.delivery());
        Object payload = listener.method().read(message.payload());
        byte[] payloadHash = IdempotencyKey.sha256(message.payload());
        return switch (repeats.execute(() -> takeEffect(listener, message, key, payload, payloadHash))) {
            case TAKEN -> new Answer(Outcome.CONSUMED, receipts.consumed(message));
            case KNOWN -> new Answer(Outcome.DUPLICATE, receipts.consumed(message));
            case CONTRADICTED -> conflict(listener, message, key);
        };
    }

    private Effect takeEffect(
            Listener listener, Incoming message, IdempotencyKey key, Object payload, byte[] payloadHash) {
        Delivery delivery = message.delivery();
        boolean taken = Boolean.TRUE.equals(transactions.execute(transaction -> {
            if (!records.insert(key, delivery.id(), payloadHash)) {
                transaction.setRollbackOnly();
                return false;
            }
            failpoints.reach(Failpoint.BEFORE_EFFECT, delivery);
            call(listener, payload, delivery);
            failpoints.reach(Failpoint.AFTER_EFFECT, delivery);
            requireUnbroken(key);
            return true;
        }));
        if (taken) {
            failpoints.reach(Failpoint.AFTER_COMMIT, delivery);
            return Effect.TAKEN;
        }
        Optional<byte[]> recorded = records.payloadHash(key);
        if (recorded.isEmpty()) {
            throw new RecordGoneException("The record of the key was removed a moment after it refused this delivery");
        }
        return Arrays.equals(recorded.get(), payloadHash) ? Effect.KNOWN : Effect.CONTRADICTED;
    }

    /**
     * A deadlock ends the whole transaction in the database. A listener that catches that exception and goes on would commit only what
     * came after it, without the record; so the record is looked for once more before the commit.
     */
    private void requireUnbroken(IdempotencyKey key) {
        if (records.payloadHash(key).isEmpty()) {
            throw new RecordGoneException("The database ended the transaction while the listener went on");
        }
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof RecordGoneException
                || !(failure instanceof KeyInUseException || failure instanceof Rejected)
                        && Contention.causedBy(failure);
    }

    private static void call(Listener listener, Object payload, Delivery delivery) {
        try {
            listener.method().call(payload, delivery);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new CheckedFailure(e);
        }
    }

    private Answer conflict(Listener listener, Incoming message, IdempotencyKey key) {
        KeyConflictException conflict = new KeyConflictException(key);
        log.error(
                "Message {} for {} on {} brings another payload under {}, which has taken effect already; "
                        + "the listener was not called and the message goes to the dead letters",
                message.delivery().id(),
                listener.group(),
                listener.topic(),
                key.text());
        return new Answer(
                Outcome.KEY_CONFLICT,
                receipts.rejected(
                        message,
                        ErrorReport.of(
                                DeadLetterReason.KEY_CONFLICT,
                                conflict,
                                listener.method().declaredBy())));
    }

    private Answer failure(Listener listener, Incoming message, Throwable thrown) {
        Throwable failure = thrown instanceof CheckedFailure checked ? checked.unwrapped() : thrown;
        if (failure instanceof SimulatedCrash crash) {
            throw crash;
        }
        if (failure instanceof KeyInUseException) {
            log.info(
                    "Message {} for {} on {} is still being worked on by another copy, which will report; this one is let go",
                    message.delivery().id(),
                    listener.group(),
                    listener.topic());
            return new Answer(Outcome.IN_PROGRESS, null);
        }
        if (failure instanceof UnreadableMessageException) {
            return rejection(listener, message, failure, Outcome.UNREADABLE, DeadLetterReason.UNREADABLE);
        }
        if (failure instanceof Rejected) {
            return rejection(listener, message, failure, Outcome.REJECTED, DeadLetterReason.REJECTED);
        }
        log.warn(
                "Message {} failed in {} for {} on {} at attempt {}; it was rolled back and the service delivers it again by its schedule",
                message.delivery().id(),
                listener.method(),
                listener.group(),
                listener.topic(),
                message.delivery().attempt(),
                failure);
        return new Answer(
                Outcome.FAILED,
                receipts.failed(
                        message,
                        ErrorReport.of(
                                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                                failure,
                                listener.method().declaredBy())));
    }

    private Answer rejection(
            Listener listener, Incoming message, Throwable failure, Outcome outcome, DeadLetterReason reason) {
        log.warn(
                "Message {} is {} in {} for {} on {}: {}; it goes to the dead letters",
                message.delivery().id(),
                reason,
                listener.method(),
                listener.group(),
                listener.topic(),
                failure.getMessage());
        return new Answer(
                outcome,
                receipts.rejected(
                        message,
                        ErrorReport.of(reason, failure, listener.method().declaredBy())));
    }

    private enum Effect {
        TAKEN,
        KNOWN,
        CONTRADICTED
    }

    /** Carries a checked exception of the listener out of the transaction, which it rolls back. */
    private static final class CheckedFailure extends RuntimeException {
        private final Throwable unwrapped;

        CheckedFailure(Throwable unwrapped) {
            super(unwrapped);
            this.unwrapped = unwrapped;
        }

        Throwable unwrapped() {
            return unwrapped;
        }
    }

    /** The record was not there when it had to be. */
    private static final class RecordGoneException extends RuntimeException {
        RecordGoneException(String message) {
            super(message);
        }
    }
}
