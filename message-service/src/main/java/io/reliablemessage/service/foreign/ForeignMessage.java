package io.reliablemessage.service.foreign;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as a broker has it.
 *
 * @param brokerId names it on its broker
 * @param offset where it lies in its queue
 * @param storedAt when the broker stored it there
 * @param deliveries how often the broker had tried, as far as it says
 * @param originalTopic where it was sent to at first; {@code null}: the broker does not say
 * @param ownId the id that this service had published it with; {@code null}: it is really foreign
 * @param keys what its sender called its keys; {@code null}: nothing
 * @param properties what else its sender gave it
 */
public record ForeignMessage(
        String brokerId,
        long offset,
        Instant storedAt,
        int deliveries,
        @Nullable String originalTopic,
        @Nullable UUID ownId,
        @Nullable String tag,
        @Nullable String keys,
        Map<String, String> properties,
        byte[] body) {}
