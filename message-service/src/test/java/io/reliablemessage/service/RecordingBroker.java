package io.reliablemessage.service;

import io.reliablemessage.service.delivery.Broker;
import io.reliablemessage.service.outbox.OutboundMessage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broker that remembers what it was given and answers as told. */
public final class RecordingBroker implements Broker {
    /** What the broker answers. */
    public enum Answer {
        SENT,
        UNKNOWN,
        UNAVAILABLE,
        TOPIC_UNAVAILABLE,
        REFUSED
    }

    private final List<OutboundMessage> published = new CopyOnWriteArrayList<>();
    private volatile Answer answer = Answer.SENT;

    public void answer(Answer next) {
        answer = next;
    }

    @Override
    public void publish(List<OutboundMessage> messages, Listener listener) {
        for (OutboundMessage message : messages) {
            published.add(message);
            switch (answer) {
                case SENT -> listener.sent(message);
                case UNKNOWN -> listener.unknown(message, "told so");
                case TOPIC_UNAVAILABLE -> listener.topicUnavailable(message, "told so");
                case UNAVAILABLE -> listener.unavailable(message, "told so");
                case REFUSED -> listener.refused(message, "told so");
            }
        }
    }

    public List<OutboundMessage> deliveriesOf(UUID id) {
        return published.stream().filter(message -> message.id().equals(id)).toList();
    }
}
