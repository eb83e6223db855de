package io.reliablemessage.service.outbox;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Message ids as the database keeps them: {@code BINARY(16)}, most significant byte first, so that they sort by time. */
public final class Ids {
    private Ids() {}

    public static byte[] toBytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static UUID fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** 32 hexadecimal digits, as {@code UNHEX} reads them. */
    public static String toHex(UUID id) {
        return id.toString().replace("-", "");
    }

    /** The order in which the database sorts ids; every batch touches its rows in this order, so that batches do not deadlock. */
    public static int compare(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    /** The time inside a version 7 id, in milliseconds since the epoch. */
    public static long millisOf(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
