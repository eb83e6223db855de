package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.util.Optional;
import java.util.UUID;

/** Reads what listeners with {@link StoredResult} returned. */
public interface StoredResults {

    /**
     * @param group the listener's group
     * @param key the key by which the listener tells duplicates: the fields that it selects, in its order; with {@link StateMachine} and
     *     {@link Versioned} the entity's fields and then the state or version
     * @param type what the listener returned
     * @return empty if no effect with a result is committed under the key, or the result was {@code null}
     * @throws IllegalStateException if the stored JSON is not of that type
     */
    <T> Optional<T> find(String group, BusinessKey key, Class<T> type);

    /** As {@link #find(String, BusinessKey, Class)}, for messages without a business key. */
    <T> Optional<T> find(String group, UUID messageId, Class<T> type);
}
