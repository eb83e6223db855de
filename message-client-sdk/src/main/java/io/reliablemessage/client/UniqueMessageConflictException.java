package io.reliablemessage.client;

import java.util.UUID;

/** A {@link Message#unique() unique} message's key has been sent with another content. Nothing was written. */
public final class UniqueMessageConflictException extends IllegalStateException {
    private final UUID first;

    /** @param first the message that has the key */
    public UniqueMessageConflictException(String topic, Object key, UUID first) {
        super("Message " + first + " to " + topic + " has the unique key " + key
                + " with another content; give this one a key of its own, or send what was sent first");
        this.first = first;
    }

    /** The id of the message that has the key. */
    public UUID first() {
        return first;
    }
}
