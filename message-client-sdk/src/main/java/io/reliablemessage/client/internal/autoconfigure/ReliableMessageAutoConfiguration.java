package io.reliablemessage.client.internal.autoconfigure;

import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.HttpMessageService;
import io.reliablemessage.client.internal.MessageService;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** What producing and consuming share: the settings and the way to the service. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ReliableMessageProperties.class)
public class ReliableMessageAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MessageService reliableMessageService(ReliableMessageProperties properties) {
        return new HttpMessageService(
                Objects.requireNonNull(properties.serviceUrl()),
                Objects.requireNonNull(properties.token()),
                properties.requestTimeout());
    }
}
