package io.reliablemessage.service.webhook;

import io.reliablemessage.service.application.call.PermittedAddresses;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {

    @Bean
    WebhookClient webhookClient(JsonMapper json, WebhookProperties properties, PermittedAddresses addresses) {
        return new WebhookClient(json, properties, addresses);
    }
}
