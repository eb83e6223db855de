package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.produce.Producer;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators see of the producing side, in applications with Spring Boot's actuator. */
@AutoConfiguration(after = ProducerAutoConfiguration.class)
@ConditionalOnBean(Producer.class)
public class ProducerActuatorAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class ProducerHealth {

        @Bean
        @ConditionalOnEnabledHealthIndicator("reliable-message")
        @ConditionalOnMissingBean(name = "reliableMessageHealthIndicator")
        HealthIndicator reliableMessageHealthIndicator(Producer producer, ReliableMessageProperties properties) {
            return new ReliableMessageHealthIndicator(
                    producer::status, properties.spool().downAfter());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class SpoolEndpoint {

        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        ReliableMessagesEndpoint reliableMessagesEndpoint(Producer producer) {
            return new ReliableMessagesEndpoint(producer::status, producer.failedMessages());
        }
    }
}
