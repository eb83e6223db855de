package io.reliablemessage.service.notice;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notices to producers are handed out and kept.
 *
 * @param lease how long an instance has for the notices that it took before they come again, 5 s to 10 min; each further time it is twice
 *     as long, up to an hour
 * @param keep how long a notice that nobody acknowledges is kept, 1 to 400 days; an acknowledged one is kept for a week at the most
 */
@ConfigurationProperties("reliable-message.notice")
record NoticeProperties(
        @DefaultValue("30s") Duration lease,
        @DefaultValue("30d") Duration keep) {
    NoticeProperties {
        if (lease.compareTo(Duration.ofSeconds(5)) < 0 || lease.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("reliable-message.notice.lease must be 5 s to 10 min; it is " + lease);
        }
        if (keep.compareTo(Duration.ofDays(1)) < 0 || keep.compareTo(Duration.ofDays(400)) > 0) {
            throw new IllegalArgumentException("reliable-message.notice.keep must be 1 to 400 days; it is " + keep);
        }
    }
}
