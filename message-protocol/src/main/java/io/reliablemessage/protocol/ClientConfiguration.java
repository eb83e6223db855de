package io.reliablemessage.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What an SDK learns from {@code GET /v1/client-configuration}, so that an application configures only the service's address.
 *
 * @param application the application that the token belongs to
 * @param brokerAddress the broker's name server, {@code host:port[;host:port]}
 * @param maxPayloadBytes the largest payload the service takes
 * @param maxBatchItems the most items in one batch call
 * @param databaseTimeMillis the service's database clock, so that a client can notice that its own is off
 * @param replayHorizonMillis how long after its creation a message may be delivered once more, by a replay; records of what took effect
 *     are kept for at least as long; {@code null} from a service that does not say
 */
public record ClientConfiguration(
        String application,
        String brokerAddress,
        int maxPayloadBytes,
        int maxBatchItems,
        long databaseTimeMillis,
        @Nullable Long replayHorizonMillis) {}
