package io.reliablemessage.service.republication;

import io.reliablemessage.protocol.management.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A republication as a step finds it.
 *
 * @param topicId {@code null}: all topics
 * @param firstId the least id that was outstanding when it began; {@code null}: it has not begun
 * @param position messages with smaller ids are done; {@code null}: it has not begun
 * @param affordable how many messages the rate allows now, counted up to those of two seconds
 */
record Job(
        UUID id,
        @Nullable Integer topicId,
        Instant from,
        Instant to,
        int ratePerSecond,
        String reason,
        TaskState state,
        @Nullable String stateReason,
        @Nullable UUID firstId,
        @Nullable UUID position,
        long looked,
        long republished,
        int affordable,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Whether a message can be the business of both. */
    boolean overlaps(@Nullable Integer otherTopic) {
        return topicId == null || otherTopic == null || topicId.equals(otherTopic);
    }
}
