package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.NoticeKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message that this application sent.
 *
 * @param id the message's id, as {@code send} returned it
 * @param topic where it was sent
 * @param key the business key it was sent with, or {@code null}
 * @param kind DEAD (for one group), EXPIRED or CANCELLED
 * @param group with DEAD: the group that cannot consume it; other groups are not affected
 * @param reason with DEAD: why; otherwise {@code null}
 * @param error with DEAD: the consumer's exception and its stack, at most 4,000 characters; {@code null} if no error was seen
 * @param round with DEAD: how many replays of the dead letter had failed before, 0 for the first time; otherwise 0
 * @param at when it happened, by the service's clock
 */
public record Undeliverable(
        UUID id,
        String topic,
        @Nullable BusinessKey key,
        NoticeKind kind,
        @Nullable String group,
        @Nullable DeadLetterReason reason,
        @Nullable String error,
        int round,
        Instant at) {}
