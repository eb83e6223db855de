package io.reliablemessage.service.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long finished messages are kept.
 *
 * @param keep whole days, 1 to 400; a day is dropped this long after its end, unless one of its messages is not final
 * @param partitionsAhead for how many days after today partitions are ready, 1 to 30
 */
@ConfigurationProperties("reliable-message.retention")
record RetentionProperties(
        @DefaultValue("30d") Duration keep,
        @DefaultValue("3") int partitionsAhead) {
    private static final int MAX_DAYS = 400;
    private static final int MAX_AHEAD = 30;

    RetentionProperties {
        if (keep.toDays() < 1 || keep.toDays() > MAX_DAYS || !keep.equals(Duration.ofDays(keep.toDays()))) {
            throw new IllegalArgumentException(
                    "reliable-message.retention.keep must be 1 to " + MAX_DAYS + " whole days; it is " + keep);
        }
        if (partitionsAhead < 1 || partitionsAhead > MAX_AHEAD) {
            throw new IllegalArgumentException("reliable-message.retention.partitions-ahead must be 1 to " + MAX_AHEAD
                    + "; it is " + partitionsAhead);
        }
    }
}
