package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's error.
 *
 * @param kind why, in the words of the dead letters
 * @param type the exception's class name, at most 200 characters
 * @param message what it said, with its stack; cut at {@value MessageLimits#MAX_ERROR_LENGTH} characters
 * @param topFrame the frame in the consumer's own code where it was thrown, as {@code Class.method}; part of the fingerprint
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConsumeError(
        DeadLetterReason kind,
        String type,
        @Nullable String message,
        @Nullable String topFrame) {}
