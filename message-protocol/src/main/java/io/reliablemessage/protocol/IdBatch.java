package io.reliablemessage.protocol;

import java.util.List;
import java.util.UUID;

/**
 * The body of {@code POST /v1/messages/confirm} and {@code /v1/messages/cancel}.
 *
 * @param ids 1 to {@value MessageLimits#MAX_BATCH_ITEMS} message ids
 */
public record IdBatch(List<UUID> ids) {}
