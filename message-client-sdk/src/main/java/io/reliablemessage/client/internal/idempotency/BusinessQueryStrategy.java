package io.reliablemessage.client.internal.idempotency;

import java.util.Objects;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Begin, hold the key, ask the application whether it is done, call the listener, commit. Two copies ask one after the other, and the
 * second sees what the first has committed.
 *
 * <p>A crash before the commit leaves nothing behind. After it the application's own data answers.
 */
final class BusinessQueryStrategy implements Strategy {
    private final TransactionOperations transactions;
    private final JdbcIdempotencyRecords records;
    private final JdbcKeyLocks locks;
    private final KeySelection selection;
    private final Repeats repeats = new Repeats();

    BusinessQueryStrategy(
            TransactionOperations transactions,
            JdbcIdempotencyRecords records,
            JdbcKeyLocks locks,
            KeySelection selection) {
        this.transactions = transactions;
        this.records = records;
        this.locks = locks;
        this.selection = selection;
    }

    @Override
    public Effect takeEffect(Attempt attempt) {
        IdempotencyKey key = selection.keyOf(attempt.delivery());
        return repeats.run(() -> {
            Effect effect = Objects.requireNonNull(transactions.execute(transaction -> once(attempt, key)));
            if (effect.isTaken()) {
                attempt.committed();
            }
            return effect;
        });
    }

    private Effect once(Attempt attempt, IdempotencyKey key) {
        records.requireTransaction();
        locks.hold(key);
        Effect effect = Effect.TAKEN;
        if (attempt.alreadyDone()) {
            effect = new Effect(Effect.Kind.QUERIED, "");
        } else {
            attempt.call();
        }
        // A deadlock ends the whole transaction in the database, and a listener may go on without having noticed.
        if (!locks.release(key)) {
            throw new PassingException("The database ended the transaction while the listener went on");
        }
        return effect;
    }
}
