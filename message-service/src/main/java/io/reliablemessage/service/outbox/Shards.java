package io.reliablemessage.service.outbox;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Spreads due rows over workers so that they do not fight for the same ones. A hint for speed only: what makes a claim correct is
 * its conditional update.
 */
public final class Shards {
    public static final int COUNT = 16;

    public static final Set<Integer> ALL = IntStream.range(0, COUNT).boxed().collect(Collectors.toUnmodifiableSet());

    private Shards() {}

    /** The shard of a message, from the random end of its id: 0 to {@value #COUNT} - 1. */
    public static int of(UUID id) {
        return (int) (id.getLeastSignificantBits() & (COUNT - 1));
    }
}
