package io.reliablemessage.testkit;

import io.reliablemessage.protocol.DeadLetterReason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open dead letter: a message that a group could not consume.
 *
 * @param attempts deliveries since it was sent or last replayed
 * @param error the last error with its stack, as an operator would see it; {@code null} if there was none
 */
public record DeadLetter(
        UUID id,
        String topic,
        String group,
        DeadLetterReason reason,
        int attempts,
        @Nullable String error) {}
