package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A message's payload, for those who may see it.
 *
 * @param text if it is UTF-8 text, else {@code bytes} (Base64 in JSON)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Payload(
        String contentType, int size, @Nullable String text, byte @Nullable [] bytes) {}
