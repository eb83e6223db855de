package io.reliablemessage.client.internal.handshake;

import io.reliablemessage.client.InvalidPropertyException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is checked at the start.
 *
 * @param enabled {@code false}: nothing is checked, for tests that play with clocks
 * @param maxClockDifference how far this machine's clock may be from that of the service's database; 100 ms to 1 h
 * @param askedElsewhere {@code true}: this process sends in mode prepare and has no check-back endpoint, but another process of the same
 *     application with the same database answers at the registered address
 */
@ConfigurationProperties("reliable-message.start-check")
public record HandshakeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("1s") Duration maxClockDifference,
        @DefaultValue("false") boolean askedElsewhere) {

    /** @throws InvalidPropertyException if a value is outside its limits */
    public HandshakeProperties {
        if (maxClockDifference.compareTo(Duration.ofMillis(100)) < 0
                || maxClockDifference.compareTo(Duration.ofHours(1)) > 0) {
            throw new InvalidPropertyException(
                    "start-check.max-clock-difference", "must be between PT0.1S and PT1H; it is " + maxClockDifference);
        }
    }
}
