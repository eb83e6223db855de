package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.DeadLetterState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which cases; what is left out does not matter.
 *
 * @param state left out: OPEN
 * @param application who sent the message
 * @param fingerprint the cause, 16 hexadecimal digits
 * @param error a part of the last error or of its type, 3 to 200 characters, upper and lower case alike
 * @param from when the case was opened, inclusive; {@code to} exclusive
 * @param keyValue the value of any one field of the message's business key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetterFilter(
        @Nullable DeadLetterState state,
        @Nullable String topic,
        @Nullable String group,
        @Nullable String application,
        @Nullable String fingerprint,
        @Nullable String error,
        @Nullable String assignee,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID messageId,
        @Nullable String keyValue) {}
