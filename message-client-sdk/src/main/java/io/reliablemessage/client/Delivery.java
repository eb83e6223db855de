package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of a message to one group: what a listener may know besides the payload, and what it may throw.
 *
 * @param id the message's id, the same in every delivery
 * @param topic where it was sent
 * @param group the group that it is delivered to
 * @param attempt 1 for the first delivery
 * @param key the business key as the producer sent it, or {@code null}
 * @param headers the producer's headers
 * @param tag the producer's tag, or {@code null}
 * @param firstSeen when the service first stored the message
 */
public record Delivery(
        UUID id,
        String topic,
        String group,
        int attempt,
        @Nullable BusinessKey key,
        Map<String, String> headers,
        @Nullable String tag,
        Instant firstSeen) {

    public Delivery {
        headers = Map.copyOf(headers);
    }

    /**
     * To be thrown by a listener that cannot take the message yet; see {@link RetryLater}.
     *
     * @param after zero to a day
     * @throws IllegalArgumentException if the time is outside its limits
     */
    public RetryLater retryAfter(Duration after) {
        return new RetryLater("The listener asks for message " + id + " again after " + after, after);
    }

    /**
     * To be thrown by a listener that will never take the message; see {@link Rejected}.
     *
     * @param reason for the operator
     */
    public Rejected reject(String reason) {
        return new Rejected(reason);
    }

    /**
     * To be thrown by a listener that has nothing to do for the message; see {@link Skipped}.
     *
     * @param reason for the log
     */
    public Skipped skip(String reason) {
        return new Skipped(reason);
    }
}
