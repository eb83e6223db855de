package io.reliablemessage.service.deadletter.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How jobs over many dead letters work.
 *
 * @param resultTimeout how long a job waits for the group to report on a replayed message before the result is UNKNOWN, 10 s to 7 days
 */
@ConfigurationProperties("reliable-message.dead-letter-jobs")
record JobProperties(@DefaultValue("10m") Duration resultTimeout) {
    JobProperties {
        if (resultTimeout.compareTo(Duration.ofSeconds(10)) < 0 || resultTimeout.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.dead-letter-jobs.result-timeout must be 10 s to 7 days; it is " + resultTimeout);
        }
    }
}
