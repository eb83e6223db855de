package io.reliablemessage.client.internal.idempotency;

import org.springframework.transaction.support.TransactionOperations;

/** Calls the listener, in a transaction where there is one to have, and records nothing: somebody else does. */
final class Unrecorded implements Strategy {
    private final TransactionOperations transactions;
    private final Repeats repeats = new Repeats();

    Unrecorded(TransactionOperations transactions) {
        this.transactions = transactions;
    }

    @Override
    public Effect takeEffect(Attempt attempt) {
        return repeats.run(() -> {
            transactions.executeWithoutResult(transaction -> attempt.call());
            attempt.committed();
            return Effect.TAKEN;
        });
    }
}
