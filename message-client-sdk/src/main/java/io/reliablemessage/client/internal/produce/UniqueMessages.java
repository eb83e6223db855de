package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.UniqueMessageConflictException;
import io.reliablemessage.client.internal.produce.JdbcUniqueMessages.First;
import io.reliablemessage.client.internal.produce.TransactionalMessages.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides which message is the first of its unique key.
 *
 * <p>The protocol: the row of the key is inserted in the transaction that sends the message, and the database's key decides. Either
 * both commit or neither: no read before the insert, and no row without its message.
 */
final class UniqueMessages {
    private static final int STEP = 500;
    private static final int TRIES = 5;

    private final JdbcUniqueMessages rows;
    private final Duration retention;

    UniqueMessages(JdbcUniqueMessages rows, Duration retention) {
        this.rows = rows;
        this.retention = retention;
    }

    /**
     * Inserts the rows of the unique ones, in the order of their hashes, so that two such calls do not wait for each other.
     *
     * @return for each message the id of the first of its key: its own, if it is the first or not unique
     * @throws UniqueMessageConflictException if a key has other content; none of the rows is there then
     */
    Map<UUID, UUID> claim(List<Outgoing> messages) {
        Map<UUID, UUID> firsts = new HashMap<>();
        messages.forEach(message -> firsts.put(message.id(), message.id()));
        List<Outgoing> sorted = messages.stream()
                .filter(message -> message.unique() != null)
                .sorted(Comparator.comparing(message -> message.key().hash(), Arrays::compareUnsigned))
                .toList();
        List<Outgoing> claimed = new ArrayList<>();
        try {
            for (Outgoing message : sorted) {
                UUID first = claim(message);
                firsts.put(message.id(), first);
                if (first.equals(message.id())) {
                    claimed.add(message);
                }
            }
            return firsts;
        } catch (RuntimeException e) {
            forget(claimed, e);
            throw e;
        }
    }

    private UUID claim(Outgoing message) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (rows.insert(message.key(), message.id())) {
                return message.id();
            }
            Optional<First> first = rows.find(message.key());
            if (first.isPresent()) { // Otherwise the retention was quicker.
                if (!Arrays.equals(first.get().content(), message.key().content())) {
                    throw new UniqueMessageConflictException(
                            message.draft().content().topic(),
                            String.valueOf(message.draft().content().key()),
                            first.get().id());
                }
                return first.get().id();
            }
        }
        throw new IllegalStateException(
                "The row of a unique key comes and goes; it belongs to message " + message.id());
    }

    /** Takes the rows back, since their messages are not sent after all: a caller that goes on and commits must not leave them. */
    void forget(List<Outgoing> messages, RuntimeException reason) {
        try {
            messages.stream()
                    .filter(message -> message.unique() != null)
                    .forEach(message -> rows.delete(message.key(), message.id()));
        } catch (RuntimeException e) {
            reason.addSuppressed(e); // The transaction is broken, and cannot commit the rows either.
        }
    }

    /** The message that has the key, which stays so until this transaction's end. */
    Optional<UUID> lock(byte[] keyHash) {
        return rows.lock(keyHash);
    }

    /** Gives the key up, in the current transaction, whichever message has it. */
    void forget(byte[] keyHash) {
        rows.delete(keyHash);
    }

    /** Gives the key up, in the current transaction. */
    void forget(UniqueKey key, UUID id) {
        rows.delete(key, id);
    }

    /** @return whether there is more to delete at once */
    boolean deleteExpired() {
        return rows.deleteOlderThan(retention, STEP) == STEP;
    }
}
