package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.Outcome;
import java.util.List;
import java.util.UUID;

/** Binds messages to the current Spring transaction and sends them on the configured route. */
final class TransactionalMessages implements ReliableMessages {
    private final Drafts drafts;
    private final BusinessTransaction transaction;
    private final Route<?> route;
    private final MessageService service;

    TransactionalMessages(Drafts drafts, BusinessTransaction transaction, Route<?> route, MessageService service) {
        this.drafts = drafts;
        this.transaction = transaction;
        this.route = route;
        this.service = service;
    }

    @Override
    public List<UUID> sendAll(List<Message> messages) {
        transaction.require();
        List<Draft> written = messages.stream().map(drafts::draft).toList();
        if (!written.isEmpty()) {
            TransactionMessages.current(this, route).send(written);
        }
        return written.stream().map(Draft::id).toList();
    }

    @Override
    public UUID submit(Message message) {
        Draft draft = drafts.draft(message);
        ItemResult result =
                ItemCalls.each(service::submit, List.of(draft.content())).get(0);
        if (result.outcome() == Outcome.RETRY) {
            throw new ServiceUnavailableException(
                    "The service could not store message " + draft.id() + " now: " + ItemCalls.detail(result), null);
        }
        if (!ItemCalls.isAccepted(result)) {
            throw ItemCalls.refused(draft.content(), result);
        }
        return draft.id();
    }
}
