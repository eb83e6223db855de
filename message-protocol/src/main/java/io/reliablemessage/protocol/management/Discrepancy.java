package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What two books say differently, or one of them alone.
 *
 * @param group left out with facts, and where the message itself is at fault
 * @param application whose facts or effects it is about; left out: only the service's own books
 * @param key left out: unknown, or the message has none
 * @param messageId left out: there is no message
 * @param detail what was found, for a person
 * @param time when it entered the book that has it
 * @param ourAmount left out: no amounts are compared, or there is none
 * @param theirAmount likewise
 * @param firstRun the run that saw it first
 * @param lastRun the run that looked at it last
 * @param openedAt since when it is a discrepancy; left out: it is only IN_FLIGHT so far
 * @param closedAt left out: not closed
 * @param closedBy who accepted it; left out otherwise
 * @param closedReason why; left out otherwise
 * @param repair how its type is repaired on this topic
 * @param repairs how often a repair was tried
 * @param repairProblem why the last repair failed; left out: it did not, or there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Discrepancy(
        UUID id,
        String topic,
        @Nullable String group,
        @Nullable String application,
        DiscrepancyType type,
        DiscrepancyState state,
        @Nullable BusinessKey key,
        @Nullable UUID messageId,
        String detail,
        Instant time,
        @Nullable BigDecimal ourAmount,
        @Nullable BigDecimal theirAmount,
        UUID firstRun,
        UUID lastRun,
        Instant firstSeenAt,
        @Nullable Instant openedAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        @Nullable String closedReason,
        RepairMode repair,
        int repairs,
        @Nullable String repairProblem) {}
