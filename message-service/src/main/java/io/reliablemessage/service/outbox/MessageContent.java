package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.service.application.Topic;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that keeps all rules.
 *
 * @param headers a JSON object with its names in order, {@code null} for none
 * @param scheduleMillis the message's own intervals, as {@link RedeliverySchedule#toMillis()} writes them
 * @param hash SHA-256 over everything but the id: the same id with another hash is a conflict
 */
record MessageContent(
        UUID id,
        int applicationId,
        Topic topic,
        @Nullable String tag,
        @Nullable BusinessKey key,
        @Nullable String headers,
        @Nullable String orderingKey,
        String contentType,
        byte[] payload,
        @Nullable Instant deliverAt,
        @Nullable Long delayMillis,
        @Nullable Instant expiresAt,
        @Nullable String scheduleMillis,
        @Nullable Integer maxAttempts,
        byte[] hash) {

    RedeliverySchedule schedule() {
        return scheduleMillis == null
                ? new RedeliverySchedule(topic.schedule())
                : RedeliverySchedule.ofMillis(scheduleMillis);
    }
}
