package io.reliablemessage.service.delivery;

import io.reliablemessage.service.scheduling.BreakerState;
import io.reliablemessage.service.scheduling.Duties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliveryProperties.class)
class DeliveryConfiguration {

    @Bean
    Breaker breaker(DeliveryProperties properties) {
        return new Breaker("rocketmq", properties, System::nanoTime);
    }

    @Bean
    BreakerState breakerState(Breaker breaker) {
        return breaker::state;
    }

    @Bean
    Lookout lookout(Claims claims, Duties duties) {
        return new Lookout(claims, duties, System::nanoTime);
    }
}
