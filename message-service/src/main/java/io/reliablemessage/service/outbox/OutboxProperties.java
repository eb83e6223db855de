package io.reliablemessage.service.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param maxIdAge messages whose id is older are refused; at most the retention, since a dropped message could be taken for a new one
 * @param writers how many transactions of one kind may be under way at once on this node
 * @param maxBatch how many rows one such transaction takes
 * @param writeTimeout how long a call waits for its transaction before it is told to try again
 */
@ConfigurationProperties("reliable-message.outbox")
public record OutboxProperties(
        @DefaultValue("30d") Duration maxIdAge,
        @DefaultValue("2") int writers,
        @DefaultValue("200") int maxBatch,
        @DefaultValue("5s") Duration writeTimeout) {}
