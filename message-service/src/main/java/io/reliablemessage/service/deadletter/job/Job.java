package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as a step finds it.
 *
 * @param resumeTo where a PAUSED one goes on; {@code null} in any other state
 * @param collectedTo the cases opened before this id are still to be looked at, while it is COLLECTING
 * @param affordable how many cases the rate allows now, counted up to those of two seconds
 * @param results how many cases have each result
 */
record Job(
        UUID id,
        JobAction action,
        DeadLetterFilter filter,
        String reason,
        JobState state,
        @Nullable JobState resumeTo,
        @Nullable String stateReason,
        int canary,
        int ratePerSecond,
        int stopAtFailurePercent,
        String startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        UUID collectedTo,
        int total,
        int affordable,
        Map<JobItemResult, Long> results) {}
