package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay or discard of many cases.
 *
 * @param stateReason why it is PAUSED or STOPPED; left out otherwise
 * @param total cases that it is about, final once it has collected them
 * @param results how many cases have each result
 * @param finishedAt left out: not STOPPED or DONE yet
 * @param cause what the filter's cause says; left out: the filter asks for none, or no case of it is left
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobDetails(
        UUID id,
        JobAction action,
        DeadLetterFilter filter,
        String reason,
        JobState state,
        @Nullable String stateReason,
        int canary,
        int ratePerSecond,
        int stopAtFailurePercent,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long total,
        Map<JobItemResult, Long> results,
        @Nullable CauseInWords cause) {}
