package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns a switch off.
 *
 * @param reason 1 to 500 characters
 * @param until in the future, at most 30 days ahead; left out: until somebody resumes it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PauseRequest(
        @Nullable String reason, @Nullable Instant until) {}
