package io.reliablemessage.client.internal.handshake;

import io.reliablemessage.protocol.ClientConfiguration;
import java.time.Duration;

/**
 * What the service said of itself.
 *
 * @param clockDifference how far this process's clock is at least ahead of (negative: behind) the service's database; what the answer's
 *     way may explain is taken off
 */
public record ServiceAnswer(ClientConfiguration configuration, Duration clockDifference) {

    /** @param askedAt, answeredAt on this process's clock, in milliseconds since the epoch */
    static ServiceAnswer of(ClientConfiguration configuration, long askedAt, long answeredAt) {
        // The database read its clock at some moment in between.
        long ahead = askedAt - configuration.databaseTimeMillis();
        long behind = configuration.databaseTimeMillis() - answeredAt;
        long difference = ahead > 0 ? ahead : behind > 0 ? -behind : 0;
        return new ServiceAnswer(configuration, Duration.ofMillis(difference));
    }
}
