package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the service tells the producing application about one of its messages. The same message, kind, group and round is told until it is
 * acknowledged, and may be told again after that if the acknowledgement was lost.
 *
 * @param number names this notice in the acknowledgement
 * @param messageId the message
 * @param topic the topic it was sent to
 * @param kind what became of it
 * @param group with DEAD: the group that cannot consume it; otherwise {@code null}
 * @param round with DEAD: how many replays failed before this, 0 for the first death; otherwise 0
 * @param reason with DEAD: why; otherwise {@code null}
 * @param errorType with DEAD: the exception's class name, if an error was seen
 * @param error with DEAD: what it said, at most {@value MessageLimits#MAX_ERROR_LENGTH} characters
 * @param at when it happened, by the service's database
 * @param key the message's business key; {@code null} if it has none
 * @param contentType the payload's type
 * @param payload what the message carries; {@code null} if the service no longer has the message
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notice(
        long number,
        UUID messageId,
        String topic,
        NoticeKind kind,
        @Nullable String group,
        int round,
        @Nullable DeadLetterReason reason,
        @Nullable String errorType,
        @Nullable String error,
        Instant at,
        @Nullable BusinessKey key,
        @Nullable String contentType,
        byte @Nullable [] payload) {}
