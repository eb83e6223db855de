package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What sending a lost message again needs, in the transaction that is under way. */
public final class Resending {
    private final UniqueSending unique;
    private final TransactionalMessages.Routes routes;

    Resending(UniqueSending unique, TransactionalMessages.Routes routes) {
        this.unique = unique;
        this.routes = routes;
    }

    /**
     * Forgets that the key was sent as a unique message, so that sending it is not taken for a repetition.
     *
     * @return the message, if it is not lost but waits in the outbox; nothing is forgotten then
     */
    public Optional<UUID> forgetUnique(String topic, BusinessKey key) {
        return unique.forgetUnlessWaiting(topic, key);
    }

    /** What has been sent in this transaction and not undone by a savepoint; the messages exist if it commits. */
    public List<NewMessage> sentInTransaction() {
        return Stream.concat(
                        TransactionMessages.sent(routes.local()).stream(),
                        TransactionMessages.sent(routes.prepared()).stream())
                .map(Draft::content)
                .toList();
    }
}
