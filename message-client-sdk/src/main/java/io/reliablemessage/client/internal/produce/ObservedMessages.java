package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.internal.Traces;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Sends within an observation, whose context travels with the messages. */
final class ObservedMessages implements ReliableMessages {
    private final ReliableMessages messages;
    private final Drafts drafts;
    private final Supplier<Traces> traces;

    ObservedMessages(ReliableMessages messages, Drafts drafts, Supplier<Traces> traces) {
        this.messages = messages;
        this.drafts = drafts;
        this.traces = traces;
    }

    @Override
    public List<UUID> sendAll(List<Message> sent) {
        return traces.get().send(topicOf(sent), context -> drafts.carrying(context, () -> messages.sendAll(sent)));
    }

    @Override
    public UUID submit(Message message) {
        return traces.get().send(message.topic(), context -> drafts.carrying(context, () -> messages.submit(message)));
    }

    private static String topicOf(List<Message> messages) {
        String first = messages.isEmpty() ? "several" : messages.get(0).topic();
        for (Message message : messages) {
            if (!message.topic().equals(first)) {
                return "several";
            }
        }
        return first;
    }
}
