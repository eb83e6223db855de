package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.produce.Drafts.Draft;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds messages to the current Spring transaction and sends each on the route of its mode. */
final class TransactionalMessages implements ReliableMessages {
    private final Drafts drafts;
    private final BusinessTransaction transaction;
    private final Routes routes;
    private final UniqueSending unique;
    private final MessageService service;

    /** @param standard the mode of messages that name none */
    record Routes(Route<Draft> local, Route<Prepare> prepared, ProducerMode standard) {
        private Route<?> of(ProducerMode mode) {
            return mode == ProducerMode.LOCAL ? local : prepared;
        }
    }

    /** @param unique {@code null} if it is not unique */
    record Outgoing(
            Draft draft, ProducerMode mode, @Nullable UniqueKey unique) {
        UUID id() {
            return draft.id();
        }

        UniqueKey key() {
            return Objects.requireNonNull(unique);
        }
    }

    TransactionalMessages(
            Drafts drafts,
            BusinessTransaction transaction,
            Routes routes,
            UniqueSending unique,
            MessageService service) {
        this.drafts = drafts;
        this.transaction = transaction;
        this.routes = routes;
        this.unique = unique;
        this.service = service;
    }

    @Override
    public List<UUID> sendAll(List<Message> messages) {
        transaction.require();
        List<Outgoing> asked = new ArrayList<>(messages.size());
        Map<ProducerMode, Integer> counts = new EnumMap<>(ProducerMode.class);
        boolean anyUnique = false;
        for (Message message : messages) {
            Outgoing one = outgoing(message);
            asked.add(one);
            counts.merge(one.mode(), 1, Integer::sum);
            anyUnique |= one.unique() != null;
        }
        counts.forEach((mode, count) -> routes.of(mode).admit(count));
        if (!anyUnique) {
            send(asked);
            return asked.stream().map(Outgoing::id).toList();
        }
        Map<UUID, UUID> firsts = unique.claims().claim(asked);
        send(asked.stream().filter(one -> one.id().equals(firsts.get(one.id()))).toList());
        return asked.stream()
                .map(one -> Objects.requireNonNull(firsts.get(one.id())))
                .toList();
    }

    /** The drafts keep the order of their ids, which the tables' locks need. */
    private void send(List<Outgoing> messages) {
        List<Outgoing> unsent = new ArrayList<>(messages);
        Map<ProducerMode, List<Draft>> byMode = new EnumMap<>(ProducerMode.class);
        for (Outgoing message : messages) {
            byMode.computeIfAbsent(message.mode(), mode -> new ArrayList<>()).add(message.draft());
        }
        try {
            byMode.forEach((mode, some) -> {
                TransactionMessages.current(routes.of(mode), transaction).send(some);
                unsent.removeIf(message -> message.mode() == mode);
            });
        } catch (RuntimeException e) {
            unique.claims().forget(unsent, e);
            throw e;
        }
    }

    private Outgoing outgoing(Message message) {
        Draft draft = drafts.draft(message);
        return new Outgoing(
                draft,
                message.mode() == null ? routes.standard() : message.mode(),
                message.isUnique() ? UniqueKey.of(unique.application(), message, draft) : null);
    }

    @Override
    public UUID submit(Message message) {
        Outgoing outgoing = outgoing(message);
        return outgoing.unique() == null ? submit(outgoing.draft()) : unique.submit(outgoing);
    }

    private UUID submit(Draft draft) {
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
