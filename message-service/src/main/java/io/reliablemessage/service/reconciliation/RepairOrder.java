package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.DiscrepancyType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An OPEN discrepancy that is to be repaired by whoever holds the claim.
 *
 * @param claim settles this order and no later one
 * @param applicationId whose facts or effects it is about; {@code null}: only the service's own books
 * @param position the group's; {@code null}: not about a group
 * @param key the business key's readable form; {@code null}: unknown, or there is none
 * @param messageId {@code null}: there is no message
 * @param repairs how often a repair was tried before
 * @param approvedBy {@code null}: the topic's rules
 * @param reason of the person; {@code null} with the rules
 */
public record RepairOrder(
        UUID id,
        long claim,
        int topicId,
        DiscrepancyType type,
        @Nullable Integer applicationId,
        @Nullable Integer position,
        @Nullable String key,
        @Nullable UUID messageId,
        String detail,
        int repairs,
        @Nullable String approvedBy,
        @Nullable String reason) {}
