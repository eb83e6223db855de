package io.reliablemessage.testkit.containers;

import io.reliablemessage.containers.RocketMqContainer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/**
 * Imported into a test that works with a real message-service, it makes a RocketMQ in a container the application's broker
 * ({@code reliable-message.broker-address}). Tests with {@code @ReliableMessageTest} have their broker in memory and need none.
 */
@TestConfiguration(proxyBeanMethods = false)
public class RocketMqInContainer {

    @Bean
    RocketMqContainer rocketMqContainer() {
        return new RocketMqContainer();
    }

    @Bean
    DynamicPropertyRegistrar brokerAddress(RocketMqContainer rocketMq) {
        return properties -> properties.add("reliable-message.broker-address", rocketMq::nameServer);
    }
}
