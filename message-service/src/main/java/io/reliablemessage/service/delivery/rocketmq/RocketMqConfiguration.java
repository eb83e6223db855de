package io.reliablemessage.service.delivery.rocketmq;

import io.reliablemessage.service.delivery.DeliveryProperties;
import java.time.Duration;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "reliable-message.broker.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RocketMqProperties.class)
class RocketMqConfiguration {

    @Bean
    RocketMqBroker rocketMqBroker(RocketMqProperties properties, DeliveryProperties delivery, JsonMapper json) {
        requireShorter(properties.sendTimeout(), delivery.minimumInterval());
        DefaultMQProducer producer = new DefaultMQProducer("reliable-message-service");
        producer.setNamesrvAddr(properties.address());
        producer.setInstanceName(
                "reliable-message-service@" + ProcessHandle.current().pid());
        producer.setSendMsgTimeout((int) properties.sendTimeout().toMillis());
        producer.setRetryTimesWhenSendAsyncFailed(0);
        producer.setRetryTimesWhenSendFailed(0);
        producer.setVipChannelEnabled(false);
        return new RocketMqBroker(producer, json);
    }

    /** A send that outlasts the redelivery interval would be sent again while it is still under way. */
    private static void requireShorter(Duration sendTimeout, Duration minimumInterval) {
        if (sendTimeout.compareTo(minimumInterval) >= 0) {
            throw new IllegalStateException("reliable-message.broker.send-timeout is " + sendTimeout.toMillis()
                    + " ms; it must be shorter than reliable-message.delivery.minimum-interval, which is "
                    + minimumInterval.toMillis() + " ms");
        }
    }
}
