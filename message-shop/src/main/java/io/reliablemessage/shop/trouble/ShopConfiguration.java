package io.reliablemessage.shop.trouble;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What each of the shop's consumers has besides its business. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({TroubleSettings.class, ControlProperties.class})
@Import({ReadyController.class, TroubleController.class})
public class ShopConfiguration {

    @Bean
    ConsumerTrouble consumerTrouble(TroubleSettings settings) {
        return new ConsumerTrouble(settings);
    }
}
