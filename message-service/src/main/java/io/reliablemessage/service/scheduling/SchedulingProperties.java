package io.reliablemessage.service.scheduling;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How nodes share the background duties.
 *
 * @param turn how long a node keeps a group of a duty before it hands it back, 1 s to 1 h. A turn ends earlier when other nodes
 *     join, and a dead node's turns are taken over whatever their length; each turn costs Quartz some forty statements.
 * @param heartbeat how often a node says that it lives, 1 to 10 s; one that was silent for four times as long counts as gone
 */
@ConfigurationProperties("reliable-message.scheduling")
record SchedulingProperties(
        @DefaultValue("10m") Duration turn,
        @DefaultValue("5s") Duration heartbeat) {

    SchedulingProperties {
        checkRange("turn", turn, Duration.ofSeconds(1), Duration.ofHours(1));
        checkRange("heartbeat", heartbeat, Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    private static void checkRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "reliable-message.scheduling." + name + " must be " + min + " to " + max + "; it is " + value);
        }
    }
}
