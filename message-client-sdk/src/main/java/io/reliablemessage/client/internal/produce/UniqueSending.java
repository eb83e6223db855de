package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.TransactionalMessages.Outgoing;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Submits unique messages.
 *
 * <p>The protocol: the row of the key and the whole message are committed to the business database, then the message is submitted, then its
 * row in the outbox is deleted. A crash in between leaves the row to the relay; a caller who comes again finds the key taken and, while
 * the row is there, submits the first one's message again. The service takes the copies for one, by their id.
 *
 * @param transactions transactions of the SDK's own
 */
record UniqueSending(String application, UniqueMessages claims, Relay relay, TransactionOperations transactions) {

    /** @return the id of the first message of the key */
    UUID submit(Outgoing message) {
        First first = Objects.requireNonNull(transactions.execute(status -> claim(message)));
        first.pending().ifPresent(pending -> {
            if (first.id().equals(message.id())) {
                relay.submit(pending, () -> claims.forget(message.key(), first.id()));
            } else {
                relay.submitAgain(pending);
            }
        });
        return first.id();
    }

    private First claim(Outgoing message) {
        relay.admit(1);
        UUID first = Objects.requireNonNull(claims.claim(List.of(message)).get(message.id()));
        if (!first.equals(message.id())) {
            return new First(first, relay.find(first));
        }
        relay.spool(List.of(message.draft()));
        return new First(first, Optional.of(message.draft().content()));
    }

    /**
     * Gives a key up, in the current transaction.
     *
     * @return the message that has it, if it waits in the outbox; it keeps the key then
     */
    Optional<UUID> forgetUnlessWaiting(String topic, BusinessKey key) {
        byte[] hash = UniqueKey.hash(application, topic, key);
        Optional<UUID> first = claims.lock(hash);
        if (first.isPresent() && relay.find(first.get()).isPresent()) {
            return first;
        }
        claims.forget(hash);
        return Optional.empty();
    }

    /** @param pending its content, if the service may not have it yet */
    private record First(UUID id, Optional<NewMessage> pending) {}
}
