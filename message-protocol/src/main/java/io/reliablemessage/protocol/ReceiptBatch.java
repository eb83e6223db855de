package io.reliablemessage.protocol;

import java.util.List;

/**
 * The body of {@code POST /v1/receipts}.
 *
 * @param receipts 1 to {@value MessageLimits#MAX_BATCH_ITEMS} receipts
 */
public record ReceiptBatch(List<Receipt> receipts) {}
