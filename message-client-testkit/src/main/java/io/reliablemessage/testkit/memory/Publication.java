package io.reliablemessage.testkit.memory;

import io.reliablemessage.client.internal.consume.BrokerMessage;
import io.reliablemessage.protocol.BrokerProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * One delivery that the service has handed to the broker.
 *
 * @param attempt from 1, as the message carries it
 */
public record Publication(UUID id, String group, int attempt, BrokerMessage message) {

    static Publication of(StoredMessage stored, GroupDelivery to) {
        Map<String, String> properties = new HashMap<>();
        properties.put(BrokerProperties.ID, stored.id().toString());
        properties.put(BrokerProperties.APPLICATION, stored.application);
        properties.put(BrokerProperties.ATTEMPT, Integer.toString(to.attempts));
        properties.put(
                BrokerProperties.CONTENT_TYPE,
                stored.content.contentType() == null ? "application/json" : stored.content.contentType());
        properties.put(BrokerProperties.CREATED_AT, Long.toString(stored.createdAt.toEpochMilli()));
        properties.put(BrokerProperties.GROUPS, to.group);
        if (to.round > 0) {
            properties.put(BrokerProperties.ROUND, Integer.toString(to.round));
        }
        if (stored.content.key() != null) {
            properties.put(BrokerProperties.KEY, stored.content.key().toString());
        }
        if (stored.content.orderingKey() != null) {
            properties.put(BrokerProperties.ORDERING_KEY, stored.content.orderingKey());
        }
        if (stored.content.headers() != null) {
            stored.content
                    .headers()
                    .forEach((name, value) -> properties.put(BrokerProperties.HEADER_PREFIX + name, value));
        }
        return new Publication(
                stored.id(),
                to.group,
                to.attempts,
                new BrokerMessage(
                        stored.content.topic(),
                        stored.content.tag(),
                        properties,
                        MessageRules.payload(stored.content),
                        "memory:0@0"));
    }

    /** The same delivery at another place in the broker, as after a send that was repeated for a lost answer. */
    public Publication copyAt(String position) {
        return new Publication(
                id,
                group,
                attempt,
                new BrokerMessage(message.topic(), message.tag(), message.properties(), message.body(), position));
    }
}
