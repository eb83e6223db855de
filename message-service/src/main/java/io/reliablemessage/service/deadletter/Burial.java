package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterReason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that a group cannot consume.
 *
 * @param position the subscription's bit in the message's group sets
 * @param errorType the exception's class name; {@code null} if no error was seen
 * @param error what it said; cut to the column's length
 * @param topFrame where it was thrown; part of the fingerprint
 * @param attempts how many deliveries this round made
 */
public record Burial(
        UUID messageId,
        int topicId,
        int subscriptionId,
        int position,
        DeadLetterReason reason,
        @Nullable String errorType,
        @Nullable String error,
        @Nullable String topFrame,
        int attempts) {}
