package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Starts a job for all OPEN cases that match now; cases opened later are not its own.
 *
 * @param reason 1 to 500 characters
 * @param canary how many to begin with, 0 to 1,000; left out: 10. The rest follows once the canaries are known to be good
 * @param ratePerSecond cases a second, 1 to 1,000; left out: 50
 * @param stopAtFailurePercent pauses when at least so many of the last 100 results are failures, 1 to 100; left out: 20
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobRequest(
        JobAction action,
        DeadLetterFilter filter,
        @Nullable String reason,
        @Nullable Integer canary,
        @Nullable Integer ratePerSecond,
        @Nullable Integer stopAtFailurePercent) {}
