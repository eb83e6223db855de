package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it was read.
 *
 * @param millis the time by which the slices of its book go
 * @param key what tells it apart, unless the message id does
 * @param messageId what tells it apart, in books that are identified by it
 * @param time when it was entered
 * @param content the SHA-256 of the payload, 32 bytes
 */
record Line(
        long millis,
        @Nullable BusinessKey key,
        @Nullable UUID messageId,
        Instant time,
        byte @Nullable [] content,
        @Nullable BigDecimal amount) {

    byte[] identity() {
        if (messageId != null) {
            return Digest.identityOf(messageId);
        }
        if (key == null) {
            throw new IllegalStateException("A line has neither key nor message id");
        }
        return Digest.identityOf(key);
    }

    Entry entry() {
        return new Entry(
                key, messageId, time, content == null ? null : HexFormat.of().formatHex(content), amount);
    }
}
