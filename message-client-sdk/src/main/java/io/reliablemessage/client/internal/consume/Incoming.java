package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.TraceHeaders;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One delivery to one group, read from the broker's message.
 *
 * @param delivery what the listener may know
 * @param payload the bytes that the producer sent
 * @param position where the broker keeps it, for people
 * @param round how many replays came before; {@code null} from a service that does not say
 * @param trace the context of the trace in which the message was sent, as its tracer wrote it
 */
record Incoming(
        Delivery delivery,
        byte[] payload,
        String position,
        @Nullable Integer round,
        Map<String, String> trace) {

    /** Outside of any trace, from a service that knows no rounds. */
    Incoming(Delivery delivery, byte[] payload, String position) {
        this(delivery, payload, position, null, Map.of());
    }

    /** Whether the service meant this delivery for the group; redeliveries name the groups that still owe a receipt. */
    static boolean isFor(String group, BrokerMessage message) {
        String groups = message.properties().get(BrokerProperties.GROUPS);
        return groups == null
                || Arrays.stream(groups.split(",")).map(String::strip).anyMatch(group::equals);
    }

    /** @throws ForeignMessageException if a property that the service always writes is missing or unreadable; the message says which */
    static Incoming read(String group, BrokerMessage message) throws ForeignMessageException {
        Delivery delivery = new Delivery(
                id(message),
                message.topic(),
                group,
                attempt(message),
                key(message),
                headers(message, false),
                message.tag(),
                createdAt(message));
        return new Incoming(delivery, message.body(), message.position(), round(message), headers(message, true));
    }

    private static UUID id(BrokerMessage message) throws ForeignMessageException {
        String text = required(message, BrokerProperties.ID);
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like the forms that fromString is too lenient about.
        }
        throw new ForeignMessageException(BrokerProperties.ID + " is not a UUID");
    }

    private static int attempt(BrokerMessage message) throws ForeignMessageException {
        long attempt = number(message, BrokerProperties.ATTEMPT);
        if (attempt < 1 || attempt > Integer.MAX_VALUE) {
            throw new ForeignMessageException(BrokerProperties.ATTEMPT + " is not a positive number");
        }
        return (int) attempt;
    }

    private static Instant createdAt(BrokerMessage message) throws ForeignMessageException {
        return Instant.ofEpochMilli(number(message, BrokerProperties.CREATED_AT));
    }

    private static @Nullable BusinessKey key(BrokerMessage message) throws ForeignMessageException {
        String text = message.properties().get(BrokerProperties.KEY);
        try {
            return text == null ? null : BusinessKey.parse(text);
        } catch (InvalidKeyException e) {
            throw new ForeignMessageException(BrokerProperties.KEY + " is not a business key: " + e.getMessage());
        }
    }

    private static @Nullable Integer round(BrokerMessage message) throws ForeignMessageException {
        if (!message.properties().containsKey(BrokerProperties.ROUND)) {
            return null;
        }
        long round = number(message, BrokerProperties.ROUND);
        if (round < 0 || round > Integer.MAX_VALUE) {
            throw new ForeignMessageException(BrokerProperties.ROUND + " is negative");
        }
        return (int) round;
    }

    /** The application's headers, or those of its tracer. */
    private static Map<String, String> headers(BrokerMessage message, boolean trace) {
        Map<String, String> headers = new HashMap<>();
        message.properties().forEach((property, value) -> {
            if (property.startsWith(BrokerProperties.HEADER_PREFIX)) {
                String name = property.substring(BrokerProperties.HEADER_PREFIX.length());
                if (TraceHeaders.contains(name) == trace) {
                    headers.put(name, value);
                }
            }
        });
        return headers;
    }

    private static long number(BrokerMessage message, String property) throws ForeignMessageException {
        try {
            return Long.parseLong(required(message, property));
        } catch (NumberFormatException e) {
            throw new ForeignMessageException(property + " is not a number");
        }
    }

    private static String required(BrokerMessage message, String property) throws ForeignMessageException {
        String value = message.properties().get(property);
        if (value == null) {
            throw new ForeignMessageException(property + " is missing");
        }
        return value;
    }
}
