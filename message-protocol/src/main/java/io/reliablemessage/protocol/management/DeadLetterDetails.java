package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A case as the API shows it.
 *
 * @param key the message's; left out: it has none, or its retention is over
 * @param fingerprint the same for cases with the same cause
 * @param attempts deliveries to the group in all rounds, as far as the case has learnt of them
 * @param rounds replays so far
 * @param replacement the corrected message that was sent to the group in place of this one, which closed the case; left out: none was
 * @param nextReplayAt left out: no automatic replay is planned
 * @param note what whoever looks after it has noted
 * @param replayReason why a person or a job last replayed it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetterDetails(
        UUID id,
        UUID messageId,
        String topic,
        String group,
        @Nullable BusinessKey key,
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
        @Nullable UUID replacement,
        @Nullable Instant nextReplayAt,
        @Nullable String assignee,
        @Nullable String note,
        @Nullable String closedReason,
        @Nullable String replayReason) {}
