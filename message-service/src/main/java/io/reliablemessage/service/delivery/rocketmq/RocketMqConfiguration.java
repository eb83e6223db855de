package io.reliablemessage.service.delivery.rocketmq;

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
    RocketMqBroker rocketMqBroker(RocketMqProperties properties, JsonMapper json) {
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
}
