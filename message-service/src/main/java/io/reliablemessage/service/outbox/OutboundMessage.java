package io.reliablemessage.service.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of a message, ready for the broker.
 *
 * @param businessKey the readable form of the key
 * @param headers the application's headers as a JSON object, {@code null} for none
 * @param attempt the number of this delivery, from 1
 * @param groups the groups it is for; empty only where the topic lets messages without subscribers end at the broker
 * @param round how many replays came before; 0 on the message's schedule
 * @param position the subscription whose own schedule made this delivery; {@code null} on the message's schedule
 */
public record OutboundMessage(
        UUID id,
        int topicId,
        String topic,
        String application,
        @Nullable String tag,
        @Nullable String businessKey,
        @Nullable String headers,
        @Nullable String orderingKey,
        String contentType,
        byte[] payload,
        Instant createdAt,
        int attempt,
        List<String> groups,
        int round,
        @Nullable Integer position) {}
