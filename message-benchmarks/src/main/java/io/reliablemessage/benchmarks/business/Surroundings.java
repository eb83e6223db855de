package io.reliablemessage.benchmarks.business;

/**
 * What a subject works with.
 *
 * @param jdbcUrl of an empty database of its own
 * @param nameServer the broker's, as host:port
 * @param topic of its own
 * @param poolSize database connections of the application, everything included
 * @param payloadBytes of each message
 * @param serviceUrl message-service
 * @param token by which message-service knows the application {@link #APPLICATION}
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
        String token) {

    /** The application's name at message-service. */
    public static final String APPLICATION = "bench";
}
