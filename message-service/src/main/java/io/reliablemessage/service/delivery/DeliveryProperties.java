package io.reliablemessage.service.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param minimumInterval the shortest redelivery interval that a topic or message may ask for
 * @param maxInFlight messages that may be on their way to the broker at once; more wait in the outbox
 * @param maxInFlightSize the same in payload bytes
 * @param batch due messages that one claim takes per shard
 * @param breakerPause how long delivery stops once the broker counts as away, before it is tried again
 * @param rampStart messages per second that the redelivery starts with after the broker came back; doubles every second
 */
@ConfigurationProperties("reliable-message.delivery")
public record DeliveryProperties(
        @DefaultValue("5s") Duration minimumInterval,
        @DefaultValue("5000") int maxInFlight,
        @DefaultValue("64MB") DataSize maxInFlightSize,
        @DefaultValue("50") int batch,
        @DefaultValue("5s") Duration breakerPause,
        @DefaultValue("200") int rampStart) {}
