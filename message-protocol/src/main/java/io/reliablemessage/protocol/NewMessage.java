package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as a producer prepares or submits it. {@code null} means "not given"; see {@link MessageLimits} for the limits.
 *
 * @param id a version 7 UUID made by the producer; the same id with the same content is the same message
 * @param topic a topic that an administrator registered
 * @param tag lets groups select within the topic; letters, digits, {@code _}, {@code .}, {@code -}
 * @param key the composite business key; without one, consumers tell duplicates by the message id
 * @param headers application headers that travel with the message
 * @param contentType {@code application/json} if not given
 * @param text the payload as text; exactly one of {@code text} and {@code bytes} is given
 * @param bytes the payload as bytes (Base64 in JSON)
 * @param orderingKey carried to the consumer; messages with the same one are published to the same queue
 * @param deliverAt not delivered before; with a zone in JSON
 * @param delayMillis not delivered before this long after its confirm; excludes {@code deliverAt}
 * @param expiresAt undelivered after that it becomes EXPIRED
 * @param scheduleMillis overrides the topic's redelivery intervals, in milliseconds; the last one repeats
 * @param maxAttempts overrides the topic's limit; attempt 1 is the first delivery
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewMessage(
        UUID id,
        String topic,
        @Nullable String tag,
        @Nullable BusinessKey key,
        @Nullable Map<String, String> headers,
        @Nullable String contentType,
        @Nullable String text,
        byte @Nullable [] bytes,
        @Nullable String orderingKey,
        @Nullable Instant deliverAt,
        @Nullable Long delayMillis,
        @Nullable Instant expiresAt,
        @Nullable List<Long> scheduleMillis,
        @Nullable Integer maxAttempts) {}
