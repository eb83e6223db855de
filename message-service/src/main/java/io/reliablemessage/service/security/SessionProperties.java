package io.reliablemessage.service.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long people stay logged in.
 *
 * @param maximum from login to the end at the latest, 15 min to 7 days
 * @param idle without a call, 2 min to 24 h
 */
@ConfigurationProperties("reliable-message.session")
record SessionProperties(
        @DefaultValue("8h") Duration maximum,
        @DefaultValue("30m") Duration idle) {
    SessionProperties {
        if (maximum.compareTo(Duration.ofMinutes(15)) < 0 || maximum.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.session.maximum must be 15 min to 7 days; it is " + maximum);
        }
        if (idle.compareTo(Duration.ofMinutes(2)) < 0 || idle.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("reliable-message.session.idle must be 2 min to 24 h; it is " + idle);
        }
    }
}
