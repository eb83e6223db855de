package io.reliablemessage.benchmarks.kernel;

import io.reliablemessage.client.internal.idempotency.IdempotencyKey;
import io.reliablemessage.protocol.BusinessKey;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Business keys and digests: several of them for each message, on both sides. */
@State(Scope.Thread)
public class Keys {
    private final BusinessKey key =
            BusinessKey.of("merchantNo", "M1").and("orderNo", "000000001100").and("status", "PAID");
    private final String readable = key.toString();
    private final byte[] small = "x".repeat(512).getBytes(StandardCharsets.US_ASCII);
    private final byte[] large = "x".repeat(16_384).getBytes(StandardCharsets.US_ASCII);

    /** The canonical form of three fields and its SHA-256. */
    @Benchmark
    public byte[] keyDigest() {
        return key.sha256();
    }

    /** What a consumer does with the key that came with a message. */
    @Benchmark
    public BusinessKey keyParse() {
        return BusinessKey.parse(readable);
    }

    /** What an effect is kept under. */
    @Benchmark
    public IdempotencyKey recordKey() {
        return IdempotencyKey.of("points", key);
    }

    @Benchmark
    public byte[] payloadDigest512() {
        return IdempotencyKey.sha256(small);
    }

    @Benchmark
    public byte[] payloadDigest16k() {
        return IdempotencyKey.sha256(large);
    }
}
