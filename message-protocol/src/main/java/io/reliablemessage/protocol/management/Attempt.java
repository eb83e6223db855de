package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One delivery to the group that did not end in a receipt.
 *
 * @param round 0 for the first budget, one more for each replay
 * @param attempt its number within the round, from 1
 * @param outcome FAILED, REJECTED, NO_RECEIPT or BROKER_REFUSED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attempt(
        int round,
        int attempt,
        String outcome,
        Instant recordedAt,
        @Nullable String consumer,
        @Nullable String brokerPosition,
        @Nullable String errorType,
        @Nullable String error) {}
