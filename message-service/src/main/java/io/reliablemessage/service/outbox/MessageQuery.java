package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to search for; {@code null} means "any". The first of key, key value, topic, application and state that is given leads the
 * search along its index; the others filter.
 *
 * @param keyValue the value of any one field of the business key
 * @param from inclusive, {@code to} exclusive: when the producer made the message's id
 * @param before only messages that are older than this one; the cursor
 * @param limit how many to find
 */
public record MessageQuery(
        @Nullable BusinessKey key,
        @Nullable String keyValue,
        @Nullable Integer applicationId,
        @Nullable Integer topicId,
        @Nullable MessageState state,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID before,
        int limit) {}
