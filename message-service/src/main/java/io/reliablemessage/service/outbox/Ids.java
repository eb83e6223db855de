package io.reliablemessage.service.outbox;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Message ids as the database keeps them: {@code BINARY(16)}, most significant byte first, so that they sort by time. */
public final class Ids {
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 48) - 1);

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

    /** A new version 7 id of this time. */
    public static UUID newAt(Instant time) {
        UUID random = UUID.randomUUID();
        long high = time.toEpochMilli() << 16 | 0x7000 | (random.getMostSignificantBits() & 0xfff);
        return new UUID(high, random.getLeastSignificantBits());
    }

    /** The smallest id that can have been made in this millisecond; times that no id can hold count as the nearest that one can. */
    public static UUID firstAt(Instant time) {
        Instant held = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LATEST) ? LATEST : time;
        return new UUID(held.toEpochMilli() << 16, 0);
    }

    /** The time inside a version 7 id, in milliseconds since the epoch. */
    public static long millisOf(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
