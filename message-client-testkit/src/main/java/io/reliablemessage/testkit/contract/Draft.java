package io.reliablemessage.testkit.contract;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.NewMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A message that is right, to be made wrong in one field. */
final class Draft {
    UUID id;

    @Nullable
    String topic;

    @Nullable
    String tag;

    @Nullable
    BusinessKey key;

    @Nullable
    Map<String, String> headers;

    @Nullable
    String contentType;

    @Nullable
    String text = "{}";

    byte @Nullable [] bytes;

    @Nullable
    String orderingKey;

    @Nullable
    Instant deliverAt;

    @Nullable
    Long delayMillis;

    @Nullable
    Instant expiresAt;

    @Nullable
    List<Long> scheduleMillis;

    @Nullable
    Integer maxAttempts;

    Draft(String topic) {
        this.topic = topic;
        this.id = newId(0);
        this.key = BusinessKey.of("orderNo", id.toString());
    }

    /** A version 7 UUID of so many milliseconds from now. */
    static UUID newId(long aheadMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = ((java.time.Clock.systemUTC().millis() + aheadMillis) << 16) | 0x7000 | (random.nextLong() & 0xfff);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    NewMessage message() {
        return new NewMessage(
                id,
                String.valueOf(topic),
                tag,
                key,
                headers,
                contentType,
                text,
                bytes,
                orderingKey,
                deliverAt,
                delayMillis,
                expiresAt,
                scheduleMillis,
                maxAttempts);
    }
}
