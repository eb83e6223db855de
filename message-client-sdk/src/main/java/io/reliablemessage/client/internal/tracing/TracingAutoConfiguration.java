package io.reliablemessage.client.internal.tracing;

import io.micrometer.observation.ObservationRegistry;
import io.reliablemessage.client.internal.Traces;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Observes sending, relaying and consuming where the application has an {@code ObservationRegistry}. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
public class TracingAutoConfiguration {

    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    @ConditionalOnMissingBean
    Traces reliableMessageTraces(ObservationRegistry registry) {
        return new MicrometerTraces(registry);
    }
}
