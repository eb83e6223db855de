package io.reliablemessage.protocol;

import java.util.List;

/**
 * The body of {@code POST /v1/messages/prepare} and {@code /v1/messages/submit}.
 *
 * @param messages 1 to {@value MessageLimits#MAX_BATCH_ITEMS} messages
 */
public record MessageBatch(List<NewMessage> messages) {}
