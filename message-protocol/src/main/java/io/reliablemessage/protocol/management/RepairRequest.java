package io.reliablemessage.protocol.management;

import org.jspecify.annotations.Nullable;

/**
 * Approves the repair of all OPEN discrepancies that match now.
 *
 * @param reason 1 to 500 characters
 */
public record RepairRequest(
        DiscrepancyFilter filter, @Nullable String reason) {}
