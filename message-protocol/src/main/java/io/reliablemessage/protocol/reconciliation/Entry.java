package io.reliablemessage.protocol.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One fact or effect.
 *
 * @param key in books identified by it; in others where it is known
 * @param messageId in books identified by it; in others where it is known
 * @param time when it became a fact or took effect. In books identified by message ids the slices go by the time inside the id, not by this
 * @param content SHA-256 of the payload, 64 hexadecimal digits; left out: the book has none
 * @param amount left out: the book has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Entry(
        @Nullable BusinessKey key,
        @Nullable UUID messageId,
        Instant time,
        @Nullable String content,
        @Nullable BigDecimal amount) {}
