package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a cause says, from the newest of its cases.
 *
 * @param fingerprint the cause, 16 hexadecimal digits
 * @param errorType the exception's class; left out: none was reported
 * @param error the first line of the error, at most 500 characters; left out: none was reported
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CauseInWords(
        String fingerprint,
        @Nullable String errorType,
        @Nullable String error) {}
