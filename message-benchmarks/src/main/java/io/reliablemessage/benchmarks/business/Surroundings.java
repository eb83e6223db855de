package io.reliablemessage.benchmarks.business;

import org.jspecify.annotations.Nullable;

/**
 * What a subject works with.
 *
 * @param jdbcUrl of an empty database of its own
 * @param nameServer the broker's, as host:port
 * @param topic of its own
 * @param poolSize database connections of the application, everything included
 * @param payloadBytes of each message
 * @param serviceUrl message-service
 * @param token by which message-service knows the application
 * @param effects the file of the {@link EffectLog} where an application of its own consumes the messages; {@code null}: nobody but the
 *     subject's own process takes them from the broker
 */
public record Surroundings(
        String jdbcUrl,
        String user,
        String password,
        String nameServer,
        String topic,
        int poolSize,
        int payloadBytes,
        String serviceUrl,
        String token,
        @Nullable String effects) {

    /** The producing application's name at message-service. */
    public static final String APPLICATION = "bench";

    /** The consuming one's. */
    public static final String CONSUMER = "bench-rewards";
}
