package io.reliablemessage.client.internal.idempotency;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** Says what two messages with one key brought, so that a person can compare them. */
final class Conflicts {
    private static final int SHOWN_BYTES = 8;

    private Conflicts() {}

    static Effect of(IdempotencyKey key, UUID firstId, byte[] firstPayload, Attempt second) {
        return new Effect(
                Effect.Kind.CONFLICT,
                "Another payload has taken effect under " + key.text() + ": message " + firstId + " with SHA-256 "
                        + shown(firstPayload) + "; message " + second.delivery().id() + " brings "
                        + shown(second.payloadHash()));
    }

    private static String shown(byte[] hash) {
        return HexFormat.of().formatHex(Arrays.copyOf(hash, SHOWN_BYTES)) + "…";
    }
}
