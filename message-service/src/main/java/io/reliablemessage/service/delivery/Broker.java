package io.reliablemessage.service.delivery;

import io.reliablemessage.service.outbox.OutboundMessage;
import java.util.List;

/** A message broker, seen from the outbox. RocketMQ is the first; others follow. */
public interface Broker {

    /**
     * Publishes without waiting. Each message is answered exactly once, on any thread, possibly before this method returns.
     *
     * @param messages with distinct deliveries; of any topics
     */
    void publish(List<OutboundMessage> messages, Listener listener);

    /** What became of published messages. */
    interface Listener {
        /** The broker has stored it as its durability says. Only this counts as sent; it still ends nothing. */
        void sent(OutboundMessage message);

        /** It may or may not have been stored: the due time brings it again, with the same id. */
        void unknown(OutboundMessage message, String why);

        /** It was not stored, and not because of the message: the broker is away or overloaded. */
        void unavailable(OutboundMessage message, String why);

        /** It was not stored, because its topic cannot be published to now; that says nothing about other topics. */
        void topicUnavailable(OutboundMessage message, String why);

        /** It will never be stored. */
        void refused(OutboundMessage message, String why);
    }
}
