package io.reliablemessage.service.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A case as the API shows it.
 *
 * @param fingerprint the same for cases with the same cause
 * @param attempts deliveries to the group in all rounds, as far as the case has learnt of them
 * @param rounds replays so far
 * @param nextReplayAt left out: no automatic replay is planned
 * @param note why a person last replayed it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetterDetails(
        UUID id,
        UUID messageId,
        String topic,
        String group,
        DeadLetterState state,
        DeadLetterReason reason,
        String fingerprint,
        @Nullable String errorType,
        @Nullable String firstError,
        @Nullable String lastError,
        int attempts,
        int rounds,
        Instant openedAt,
        Instant updatedAt,
        @Nullable Instant closedAt,
        @Nullable Instant nextReplayAt,
        @Nullable String assignee,
        @Nullable String note,
        @Nullable String closedReason) {}
