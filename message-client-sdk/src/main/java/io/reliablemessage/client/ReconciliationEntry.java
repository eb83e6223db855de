package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A fact, or an effect.
 *
 * @param key the whole business key of the message, with its fields in the message's order
 * @param time when it became a fact, or took effect
 * @param content SHA-256 of the message's payload as 64 hexadecimal digits; {@code null} unless the source has contents
 * @param amount {@code null} without one
 */
public record ReconciliationEntry(
        BusinessKey key,
        Instant time,
        @Nullable String content,
        @Nullable BigDecimal amount) {

    /** An entry of which key and time alone are compared. */
    public static ReconciliationEntry of(BusinessKey key, Instant time) {
        return new ReconciliationEntry(key, time, null, null);
    }

    /** This entry with an amount. */
    public ReconciliationEntry withAmount(@Nullable BigDecimal value) {
        return new ReconciliationEntry(key, time, content, value);
    }

    /** This entry with the digest of what the message's payload is, byte for byte. */
    public ReconciliationEntry withPayload(byte[] payload) {
        try {
            return new ReconciliationEntry(
                    key,
                    time,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(payload)),
                    amount);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
