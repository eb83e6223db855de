package io.reliablemessage.service.delivery.rocketmq;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param enabled {@code false} only in tests that bring a broker of their own
 * @param address the name servers, {@code host:port[;host:port]}
 * @param sendTimeout how long a send may take; shorter than the shortest redelivery interval, which is checked at start
 */
@ConfigurationProperties("reliable-message.broker")
record RocketMqProperties(
        @DefaultValue("true") boolean enabled,
        String address,
        @DefaultValue("3s") Duration sendTimeout) {}
