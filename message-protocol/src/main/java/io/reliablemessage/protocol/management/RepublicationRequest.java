package io.reliablemessage.protocol.management;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * After the broker lost what it had acknowledged: publishes again all messages that owe a receipt and may have been published in this time.
 *
 * @param topic left out: all topics
 * @param from the beginning of the time for which the broker's data is lost
 * @param to its end, at most now
 * @param ratePerSecond messages a second, 1 to 10,000; left out: 500
 * @param reason 1 to 500 characters
 */
public record RepublicationRequest(
        @Nullable String topic,
        Instant from,
        Instant to,
        @Nullable Integer ratePerSecond,
        @Nullable String reason) {}
