package io.reliablemessage.client.internal;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Message ids as the tables keep them: 16 bytes, big-endian, so that their order is the order of time. */
public final class Uuids {
    private Uuids() {}

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static UUID of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
