package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message with its payload.
 *
 * @param text the payload if it is UTF-8 text, else {@code bytes} (Base64 in JSON); masked: JSON of the payload's structure without its
 *     values, left out if the payload is not JSON or too long
 * @param attemptLimit after how many deliveries a group's budget is used up
 * @param masked whether text and the headers' values are hidden; the header {@code edited-from} of a corrected message is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageDetail(
        @JsonUnwrapped MessageView message,
        @Nullable Map<String, String> headers,
        @Nullable String orderingKey,
        @Nullable String text,
        byte @Nullable [] bytes,
        @Nullable AttemptLimit attemptLimit,
        boolean masked) {

    /** A message as its application sent it. */
    public MessageDetail(
            MessageView message,
            @Nullable Map<String, String> headers,
            @Nullable String orderingKey,
            @Nullable String text,
            byte @Nullable [] bytes) {
        this(message, headers, orderingKey, text, bytes, null, false);
    }

    /** @param ownOfMessage given by its producer for this message alone; otherwise it is its topic's, as the topic is now */
    public record AttemptLimit(int attempts, boolean ownOfMessage) {}
}
