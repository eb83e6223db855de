package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Sends a corrected message to the group of a dead letter; the original is kept and its case closed.
 *
 * @param text the new payload, UTF-8
 * @param contentType left out: the original's
 * @param reason 1 to 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EditRequest(
        String text, @Nullable String contentType, @Nullable String reason) {}
