package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One case of a job.
 *
 * @param key the message's; left out: it has none, or its retention is over
 * @param detail what there is to say about the result
 * @param at when the result was reached; left out: WAITING
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobItem(
        UUID deadLetter,
        UUID messageId,
        String topic,
        String group,
        @Nullable BusinessKey key,
        JobItemResult result,
        @Nullable String detail,
        @Nullable Instant at) {}
