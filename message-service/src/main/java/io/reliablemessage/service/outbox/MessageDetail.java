package io.reliablemessage.service.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message with its payload.
 *
 * @param text the payload if it is UTF-8 text, else {@code bytes} (Base64 in JSON)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageDetail(
        @JsonUnwrapped MessageView message,
        @Nullable Map<String, String> headers,
        @Nullable String orderingKey,
        @Nullable String text,
        byte @Nullable [] bytes) {}
