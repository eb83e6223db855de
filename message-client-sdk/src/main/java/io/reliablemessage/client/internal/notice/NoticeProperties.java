package io.reliablemessage.client.internal.notice;

import io.reliablemessage.client.InvalidPropertyException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this application is told of its undeliverable messages; only used if a bean has an {@code @OnUndeliverable} method.
 *
 * @param enabled {@code false}: methods of this process are declared but not told
 * @param pollInterval how often each instance asks the service, with jitter; 100 ms to 1 h
 */
@ConfigurationProperties("reliable-message.notice")
public record NoticeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration pollInterval) {

    /** @throws InvalidPropertyException if a value is outside its limits */
    public NoticeProperties {
        if (pollInterval.compareTo(Duration.ofMillis(100)) < 0 || pollInterval.compareTo(Duration.ofHours(1)) > 0) {
            throw new InvalidPropertyException(
                    "notice.poll-interval", "must be between PT0.1S and PT1H; it is " + pollInterval);
        }
    }
}
