package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of a message to one group: what a listener may know besides the payload.
 *
 * @param id the message's id, the same in every delivery
 * @param topic where it was sent
 * @param group the group that it is delivered to
 * @param attempt 1 for the first delivery
 * @param key the business key as the producer sent it, or {@code null}
 * @param headers the producer's headers
 * @param tag the producer's tag, or {@code null}
 * @param createdAt when the service first stored the message
 */
public record Delivery(
        UUID id,
        String topic,
        String group,
        int attempt,
        @Nullable BusinessKey key,
        Map<String, String> headers,
        @Nullable String tag,
        Instant createdAt) {

    public Delivery {
        headers = Map.copyOf(headers);
    }
}
