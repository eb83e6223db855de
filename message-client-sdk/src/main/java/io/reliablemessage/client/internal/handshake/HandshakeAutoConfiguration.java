package io.reliablemessage.client.internal.handshake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.reliablemessage.client.ProducerMode;
import io.reliablemessage.client.ReliableMessageProperties;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.autoconfigure.ReliableMessageAutoConfiguration;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Checks at the start that this application fits the service; see {@link Handshake}. */
@AutoConfiguration(after = ReliableMessageAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "reliable-message.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HandshakeProperties.class)
public class HandshakeAutoConfiguration {
    private static final String SENDER = "reliableMessages";
    private static final String CHECK_BACK = "reliableMessageCheckBack";

    @Bean
    @ConditionalOnBooleanProperty(name = "reliable-message.start-check.enabled", matchIfMissing = true)
    Handshake reliableMessageHandshake(
            MessageService service,
            ReliableMessageProperties properties,
            HandshakeProperties settings,
            ObjectProvider<Clock> clock,
            ObjectProvider<StartCheck> checks) {
        return new Handshake(service, clock.getIfUnique(Clock::systemUTC), () -> {
            List<StartCheck> all = new ArrayList<>(List.of(
                    StartChecks.ownToken(Objects.requireNonNull(properties.application())),
                    StartChecks.clock(settings.maxClockDifference())));
            checks.orderedStream().forEach(all::add);
            return all;
        });
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "reliable-message.start-check.enabled", matchIfMissing = true)
    HandshakeLifecycle reliableMessageHandshakeLifecycle(
            Handshake handshake,
            ConfigurableListableBeanFactory beans,
            ReliableMessageProperties properties,
            HandshakeProperties settings) {
        return new HandshakeLifecycle(handshake, () -> {
            if (properties.mode() == ProducerMode.PREPARE && !settings.askedElsewhere()) {
                requireCheckBack(beans);
            }
        });
    }

    /** A prepared message whose producer dies can only be decided by asking the application. */
    private static void requireCheckBack(ConfigurableListableBeanFactory beans) {
        if (!beans.containsBean(SENDER) || beans.containsBean(CHECK_BACK)) {
            return;
        }
        Arrays.stream(beans.getDependentBeans(SENDER))
                .filter(bean -> !bean.startsWith("reliableMessage"))
                .findFirst()
                .ifPresent(bean -> {
                    throw new SetupException(
                            "Bean " + bean
                                    + " sends messages in mode prepare, but this application is no servlet web application,"
                                    + " and nobody could ask it whether its transactions committed.",
                            "Set reliable-message.mode=local; or add spring-boot-starter-webmvc; or, if another process of this application"
                                    + " answers at its registered address from the same database, set reliable-message.start-check.asked-elsewhere=true.");
                });
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Metering {

        @Bean
        @ConditionalOnBooleanProperty(name = "reliable-message.start-check.enabled", matchIfMissing = true)
        MeterBinder reliableMessageStartCheckMetrics(Handshake handshake) {
            return registry -> Gauge.builder(
                            "reliable.message.client.start.findings",
                            handshake,
                            all -> all.isAnswered() ? all.findings().size() : Double.NaN)
                    .description("What the checks at the start found; NaN until the service has answered")
                    .register(registry);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class Healthy {

        @Bean
        @ConditionalOnBooleanProperty(name = "reliable-message.start-check.enabled", matchIfMissing = true)
        HealthIndicator reliableMessageStartCheckHealthIndicator(Handshake handshake) {
            return () -> {
                if (!handshake.isAnswered()) {
                    return Health.unknown()
                            .withDetail("reason", "The service has not answered yet")
                            .build();
                }
                List<String> problems =
                        handshake.findings().stream().map(Finding::problem).toList();
                return problems.isEmpty()
                        ? Health.up().build()
                        : Health.down().withDetail("problems", problems).build();
            };
        }
    }
}
