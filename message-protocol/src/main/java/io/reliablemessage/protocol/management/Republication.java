package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tracked job that publishes again what the broker lost; see {@link RepublicationRequest}.
 *
 * @param stateReason why it is STOPPED; left out otherwise
 * @param looked how many messages were looked at
 * @param republished how many of them are published again
 * @param progressPercent 0 to 100
 * @param finishedAt left out: RUNNING
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Republication(
        UUID id,
        @Nullable String topic,
        Instant from,
        Instant to,
        int ratePerSecond,
        String reason,
        TaskState state,
        @Nullable String stateReason,
        long looked,
        long republished,
        int progressPercent,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt) {}
