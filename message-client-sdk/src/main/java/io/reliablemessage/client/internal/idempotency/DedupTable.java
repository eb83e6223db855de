package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.Skipped;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Begin, insert the record of the key, call the listener, commit. The record's unique key decides; a duplicate that comes while the
 * first copy is at work waits there.
 *
 * <p>A crash before the commit leaves nothing behind. A crash after it brings the message once more, and the record refuses it.
 */
final class DedupTable implements Strategy {
    private final TransactionOperations transactions;
    private final JdbcIdempotencyRecords records;
    private final KeySelection selection;
    private final Condition condition;
    private final @Nullable ResultWriter results;
    private final Repeats repeats = new Repeats();

    /**
     * @param transactions joins no transaction that is under way, since there is none on a consumer thread
     * @param results writes what the listener returns; {@code null}: it returns nothing
     */
    DedupTable(
            TransactionOperations transactions,
            JdbcIdempotencyRecords records,
            KeySelection selection,
            Condition condition,
            @Nullable ResultWriter results) {
        this.transactions = transactions;
        this.records = records;
        this.selection = selection;
        this.condition = condition;
        this.results = results;
    }

    @Override
    public Effect takeEffect(Attempt attempt) {
        IdempotencyKey key = selection.keyOf(attempt.delivery());
        try {
            return repeats.run(again -> once(attempt, key, again));
        } catch (Skipped e) {
            noteSkipped(attempt);
            throw e;
        }
    }

    /**
     * A message that had nothing to do counts as consumed, so that it has to be found when the books are compared. Its key stays free. A
     * crash before this brings it once more.
     */
    private void noteSkipped(Attempt attempt) {
        IdempotencyKey skipped = IdempotencyKey.ofSkipped(
                attempt.delivery().group(), attempt.delivery().id());
        repeats.run(() -> transactions.execute(
                transaction -> records.insert(skipped, attempt.delivery().id(), attempt.payloadHash())));
    }

    private Effect once(Attempt attempt, IdempotencyKey key, boolean again) {
        Optional<Effect> first = transactions.execute(transaction -> {
            if (!records.insert(key, attempt.delivery().id(), attempt.payloadHash())) {
                transaction.setRollbackOnly();
                return Optional.<Effect>empty();
            }
            Effect effect = condition.check(attempt, again);
            if (effect.isTaken()) {
                seal(key, attempt.call());
            } else if (effect.kind() == Effect.Kind.CONFLICT) {
                transaction.setRollbackOnly();
            }
            return Optional.of(effect);
        });
        if (first == null || first.isEmpty()) {
            return repeated(attempt, key);
        }
        if (first.get().isTaken()) {
            attempt.committed();
        }
        return first.get();
    }

    /**
     * A deadlock ends the whole transaction in the database. A listener that catches that exception and goes on would commit only what
     * came after it, without the record; so the record is looked for once more before the commit.
     */
    private void seal(IdempotencyKey key, @Nullable Object returned) {
        boolean unbroken = results == null
                ? records.payloadHash(key).isPresent()
                : records.keepResult(key, results.json(returned));
        if (!unbroken) {
            throw new PassingException("The database ended the transaction while the listener went on");
        }
    }

    private Effect repeated(Attempt attempt, IdempotencyKey key) {
        byte[] recorded = records.payloadHash(key).orElseThrow(DedupTable::recordGone);
        if (Arrays.equals(recorded, attempt.payloadHash())) {
            return Effect.DUPLICATE;
        }
        RecordedEffect effect = records.find(key).orElseThrow(DedupTable::recordGone);
        return Conflicts.of(key, effect.messageId(), effect.payloadHash(), attempt);
    }

    private static PassingException recordGone() {
        return new PassingException("The record of the key was removed a moment after it refused this delivery");
    }
}
