package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.internal.schema.ColumnText;
import io.reliablemessage.protocol.BusinessKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * What tells one effect of a consumer group from another: the group and a business key, or the group and the message id.
 *
 * <p>The hash is SHA-256 over a version byte, a byte for the form (so that no message id can be taken for a business key, and no entity for an effect), the
 * group with its length in front, and the 32 bytes of {@link BusinessKey#sha256()} or the 16 bytes of the id. No two keys
 * run into each other, and no collation has a say.
 */
public final class IdempotencyKey {
    private static final byte VERSION = 1;
    private static final byte BUSINESS_KEY = 1;
    private static final byte MESSAGE_ID = 2;
    private static final byte ENTITY = 3;
    private static final byte OPERATION = 4;
    private static final byte SKIPPED = 5;
    private static final int MAX_TEXT_LENGTH = 500;

    private final String group;
    private final String text;
    private final byte[] hash;

    private IdempotencyKey(String group, String text, byte form, byte[] bytes) {
        this(group, group, text, form, bytes);
    }

    /** @param scope what goes into the hash in the place of the group */
    private IdempotencyKey(String group, String scope, String text, byte form, byte[] bytes) {
        this.group = group;
        this.text = text;
        byte[] groupBytes = scope.getBytes(StandardCharsets.UTF_8);
        this.hash = sha256(ByteBuffer.allocate(2 + Integer.BYTES + groupBytes.length + bytes.length)
                .put(VERSION)
                .put(form)
                .putInt(groupBytes.length)
                .put(groupBytes)
                .put(bytes)
                .array());
    }

    public static IdempotencyKey of(String group, BusinessKey key) {
        return new IdempotencyKey(group, key.toString(), BUSINESS_KEY, key.sha256());
    }

    public static IdempotencyKey of(String group, UUID messageId) {
        byte[] bytes = uuidBytes(messageId);
        return new IdempotencyKey(group, "message " + messageId, MESSAGE_ID, bytes);
    }

    /** What a message is kept under that the listener skipped; never the same as a key of an effect, which is still to come. */
    static IdempotencyKey ofSkipped(String group, UUID messageId) {
        return new IdempotencyKey(group, "skipped message " + messageId, SKIPPED, uuidBytes(messageId));
    }

    /** What the states or versions of an entity are kept under; never the same as a key of an effect. */
    static IdempotencyKey ofEntity(String group, BusinessKey entity) {
        return new IdempotencyKey(group, entity.toString(), ENTITY, entity.sha256());
    }

    /**
     * What a call of a method is kept under; never the same as a key of a consumer group.
     *
     * @param application its calls do not meet those of other applications on the same database
     * @param operation letters, digits, {@code .}, {@code _} and {@code -}; at most 63
     */
    public static IdempotencyKey ofOperation(String application, String operation, BusinessKey key) {
        // No operation has a slash in it, so the last one divides the two.
        return new IdempotencyKey(
                "@" + operation, application + "/" + operation, key.toString(), OPERATION, key.sha256());
    }

    /** The column {@code group_name}: a consumer group, or an operation with a leading {@code @}. */
    public String group() {
        return group;
    }

    /** For people; the hash decides. */
    public String text() {
        return text;
    }

    /** The text, as long as the tables take it. */
    String shortText() {
        return ColumnText.fit(text, MAX_TEXT_LENGTH);
    }

    byte[] hash() {
        return hash.clone();
    }

    static byte[] uuidBytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** The digest that tells whether a duplicate brings the same payload. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
