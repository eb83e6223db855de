package io.reliablemessage.service.foreign;

import io.reliablemessage.protocol.management.ImportKind;
import io.reliablemessage.protocol.management.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as a step finds it.
 *
 * @param subscriptionId whose dead letters; {@code null}: transactions
 * @param queues {@code null}: the broker's topic has not been looked at yet
 * @param steps how often the queues were moved on
 * @param failingSeconds for how long the broker could not be read; 0: it could the last time
 */
record Job(
        UUID id,
        ImportKind kind,
        String brokerTopic,
        int topicId,
        int applicationId,
        @Nullable Integer subscriptionId,
        String reason,
        TaskState state,
        @Nullable String stateReason,
        @Nullable Long total,
        @Nullable List<ForeignTopics.Queue> queues,
        int steps,
        long imported,
        long known,
        long refused,
        @Nullable String problem,
        long failingSeconds,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt) {}
