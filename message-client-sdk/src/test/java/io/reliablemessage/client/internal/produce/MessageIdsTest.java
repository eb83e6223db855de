package io.reliablemessage.client.internal.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
    private Instant now = Instant.parse("2026-11-21T10:15:30.123Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final MessageIds ids = new MessageIds(clock);

    @Test
    void idsIncreaseWithinAMillisecondAndWhenTheClockGoesBack() {
        UUID last = ids.next();
        for (int i = 0; i < 10_000; i++) {
            if (i == 5_000) {
                now = now.minus(Duration.ofHours(1));
            }
            UUID next = ids.next();
            assertThat(next.getMostSignificantBits()).isGreaterThan(last.getMostSignificantBits());
            assertThat(next.version()).isEqualTo(7);
            assertThat(next.variant()).isEqualTo(2);
            last = next;
        }
    }

    @Test
    void idsOfManyThreadsAreDistinct() {
        Set<UUID> made = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 100_000).parallel().forEach(i -> made.add(ids.next()));
        assertThat(made).hasSize(100_000);
    }

    @Test
    void smallestIdOfAMillisecondParts() {
        UUID id = ids.next();
        long millis = now.toEpochMilli();
        assertThat(bytes(MessageIds.smallestOf(millis)))
                .satisfies(smallest ->
                        assertThat(Arrays.compareUnsigned(smallest, bytes(id))).isNegative());
        assertThat(Arrays.compareUnsigned(bytes(MessageIds.smallestOf(millis + 1)), bytes(id)))
                .isPositive();
    }

    private static byte[] bytes(UUID id) {
        return io.reliablemessage.client.internal.Uuids.bytes(id);
    }
}
