package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.IdempotencyConflictException;
import io.reliablemessage.client.IdempotentCallInProgressException;
import io.reliablemessage.client.internal.idempotency.Contention;
import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.client.internal.idempotency.JdbcIdempotencyRecords;
import io.reliablemessage.client.internal.idempotency.KeyInUseException;
import io.reliablemessage.client.internal.idempotency.RecordedEffect;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets a call take effect once: join or begin a transaction, insert the record of its key, call the method, keep its result with the record, commit
 * if begun.
 *
 * <p>A crash before the commit leaves nothing behind; if the commit's answer is lost, or the caller dies before it has the result, the call
 * is repeated, the record refuses it, and it gets the result that was kept.
 *
 * <p>A call that comes while the first one is at work waits for it at the record's unique key, for the patience at most.
 */
final class IdempotentCalls {
    /** Each needs a first call that rolls back just while others wait for it. */
    private static final int MAX_REPEATS = 20;

    private final String application;
    private final BusinessTransactions transactions;
    private final JdbcIdempotencyRecords records;
    private final Duration patience;
    private final CallMeter meter;
    private final RetryTemplate repeats = new RetryTemplate(RetryPolicy.builder()
            .maxRetries(MAX_REPEATS)
            .delay(Duration.ofMillis(5))
            .jitter(Duration.ofMillis(5))
            .multiplier(1.5)
            .maxDelay(Duration.ofMillis(200))
            .includes(ContendedException.class)
            .build());

    /**
     * @param application a part of every key, so that applications on one database do not meet
     * @param patience how long the records wait for a transaction that holds the same key
     */
    IdempotentCalls(
            String application,
            BusinessTransactions transactions,
            JdbcIdempotencyRecords records,
            Duration patience,
            CallMeter meter) {
        this.application = application;
        this.transactions = transactions;
        this.records = records;
        this.patience = patience;
        this.meter = meter;
    }

    /** What the method returns, now or the first time; throws what it throws. */
    @Nullable
    Object call(IdempotentMethod method, @Nullable Object[] arguments, Body body) throws Throwable {
        IdempotencyKey key = IdempotencyKey.ofOperation(
                application, method.operation(), method.key().of(arguments));
        Call call = new Call(method, key, method.content().digest(arguments), body);
        CallOutcome outcome = CallOutcome.FAILED;
        try {
            Answer answer = answer(call);
            outcome = answer.outcome();
            return resultOf(call, answer);
        } catch (IdempotentCallInProgressException e) {
            outcome = CallOutcome.IN_PROGRESS;
            throw e;
        } finally {
            meter.count(method.operation(), outcome);
        }
    }

    private @Nullable Object resultOf(Call call, Answer answer) {
        RecordedEffect recorded = answer.recorded();
        if (recorded == null) {
            return answer.result();
        }
        if (answer.outcome() == CallOutcome.CONFLICT) {
            HexFormat hex = HexFormat.of();
            throw new IdempotencyConflictException(
                    call.method().operation(),
                    call.key().text(),
                    hex.formatHex(recorded.payloadHash()),
                    hex.formatHex(call.content()));
        }
        return call.method().results().read(recorded.result());
    }

    private Answer answer(Call call) throws Throwable {
        try {
            return repeats.execute(() -> inTransaction(call));
        } catch (RetryException e) {
            Throwable failure = e.getCause();
            if (failure instanceof ContendedException || failure instanceof KeyInUseException) {
                throw new IdempotentCallInProgressException(
                        call.method().operation(), call.key().text(), patience, failure);
            }
            throw failure instanceof CheckedException checked ? checked.getCause() : failure;
        }
    }

    private Answer inTransaction(Call call) {
        PlatformTransactionManager manager = transactions.managerFor(call.method());
        TransactionStatus transaction = manager.getTransaction(call.method().transaction());
        Answer answer;
        try {
            requireWriting(call);
            answer = takeEffect(call, transaction);
        } catch (Throwable failure) {
            rollBack(manager, transaction, failure);
            throw failure;
        }
        manager.commit(transaction);
        return answer;
    }

    private static void requireWriting(Call call) {
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException("Operation " + call.method().operation()
                    + " is called in a read-only transaction, in which it cannot take effect");
        }
    }

    /** A failure after this rolls back the caller's transaction as well: the effect may be half done. */
    private static void rollBack(PlatformTransactionManager manager, TransactionStatus transaction, Throwable failure) {
        try {
            manager.rollback(transaction);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private Answer takeEffect(Call call, TransactionStatus transaction) {
        UUID id = UUID.randomUUID();
        Optional<RecordedEffect> recorded = record(call, id, transaction);
        if (recorded.isPresent()) {
            return new Answer(
                    Arrays.equals(recorded.get().payloadHash(), call.content())
                            ? CallOutcome.REPEATED
                            : CallOutcome.CONFLICT,
                    null,
                    recorded.get());
        }
        Object result = proceed(call.body());
        byte[] kept = call.method().results().write(result);
        // A deadlock ends the whole transaction in the database. A method that catches that exception and goes on would
        // commit only what came after it, without the record; then there is none to keep the result with.
        if (!records.keepResult(call.key(), id, kept)) {
            throw new IllegalStateException("The database ended the transaction of operation "
                    + call.method().operation() + " while the method went on; what it did since is rolled back");
        }
        return new Answer(CallOutcome.TAKEN, result, null);
    }

    /**
     * @return empty if the record was inserted, else what has been recorded before
     * @throws ContendedException if a deadlock ended the transaction, or it cannot see the record, and nobody but this call has used it
     */
    private Optional<RecordedEffect> record(Call call, UUID id, TransactionStatus transaction) {
        try {
            if (records.insert(call.key(), id, call.content())) {
                return Optional.empty();
            }
            // A record never changes once it is committed, so it is right whenever it is seen; a transaction that
            // was under way before may not see it without a lock.
            return Optional.of(records.find(call.key())
                    .or(() -> records.findLatest(call.key()))
                    .orElseThrow(() -> new PessimisticLockingFailureException(
                            "The record of " + call.key().text()
                                    + " was removed a moment ago, or is invisible to this transaction, which began before the first call ended"
                                    + " on a database that shows it only later ones: run the transaction again")));
        } catch (KeyInUseException e) {
            throw e;
        } catch (RuntimeException e) {
            if (transaction.isNewTransaction() && Contention.causedBy(e)) {
                throw new ContendedException(e);
            }
            throw e;
        }
    }

    private static @Nullable Object proceed(Body body) {
        try {
            return body.proceed();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new CheckedException(e);
        }
    }

    /** The annotated method, with its arguments. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object proceed() throws Throwable;
    }

    private record Call(IdempotentMethod method, IdempotencyKey key, byte[] content, Body body) {}

    /** @param recorded what the first call left; null if this is the first */
    private record Answer(
            CallOutcome outcome,
            @Nullable Object result,
            @Nullable RecordedEffect recorded) {}

    /** Nothing was done but to wait: the same again, in another transaction. */
    private static final class ContendedException extends RuntimeException {
        ContendedException(Throwable cause) {
            super(cause);
        }
    }

    /** Carries a checked exception of the method through the transaction, which it rolls back. */
    private static final class CheckedException extends RuntimeException {
        private final Throwable thrown;

        CheckedException(Throwable thrown) {
            super(thrown);
            this.thrown = thrown;
        }

        @Override
        public synchronized Throwable getCause() {
            return thrown;
        }
    }
}
