package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message whose producer the service asks what became of its transaction.
 *
 * @param id the message's id
 * @param topic its topic
 * @param key its business key, or {@code null} if it has none
 * @param preparedAt when the service stored it
 */
public record DoubtfulMessage(
        UUID id, String topic, @Nullable BusinessKey key, Instant preparedAt) {}
