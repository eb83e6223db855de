package io.reliablemessage.client.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.protocol.ClientConfiguration;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class HandshakeAutoConfigurationTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        MessageService service() {
            return (MessageService) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {MessageService.class}, (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case "hashCode" -> 1;
                            case "equals" -> proxy == arguments[0];
                            case "toString" -> "service";
                            case "withRequestTimeout" -> proxy;
                            case "configuration" ->
                                new ClientConfiguration(
                                        "shop",
                                        "broker:9876",
                                        1,
                                        1,
                                        System.currentTimeMillis(),
                                        Duration.ofDays(40).toMillis());
                            default -> throw new ServiceUnavailableException("The service is away", null);
                        };
                    });
        }

        @Bean
        Broker broker() {
            return (address, group, inbox) -> {
                throw new IllegalStateException("There is no broker here");
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {
        @ReliableMessageListener(topic = "orders", group = "points")
        void onOrder(String order) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Flagging {
        @ReliableMessageListener(topic = "orders", group = "mails", key = "orderNo")
        @RedisFlag(retention = "39d")
        void onOrder(String order) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Sending {
        @Bean
        Object checkout(ReliableMessages messages) {
            return List.of(messages);
        }
    }

    @Test
    void listenersThatForgetTooEarlyDoNotStart(CapturedOutput output) {
        assertThatThrownBy(() -> start(Listening.class, "--reliable-message.consumer.idempotency-retention=39d"))
                .hasRootCauseInstanceOf(SetupException.class);
        assertThat(output).contains("Action:", "Set reliable-message.consumer.idempotency-retention to PT960H or more");
    }

    @Test
    void flagsThatAreForgottenTooEarlyDoNotStart(CapturedOutput output) {
        assertThatThrownBy(() -> start(Flagging.class)).hasRootCauseInstanceOf(SetupException.class);
        assertThat(output).contains("Flagging.onOrder", "retention of @RedisFlag", "to PT960H or more");
    }

    @Test
    void withoutListenersRetentionDoesNotMatter() {
        try (var context = start(Application.class, "--reliable-message.consumer.idempotency-retention=39d")) {
            Health health = context.getBean("reliableMessageStartCheckHealthIndicator", HealthIndicator.class)
                    .health();
            assertThat(health).isNotNull();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void senderWhomNobodyCanAskBackIsToldItsWaysOut(CapturedOutput output) {
        assertThatThrownBy(() -> start(Sending.class)).hasRootCauseInstanceOf(SetupException.class);
        assertThat(output)
                .contains(
                        "checkout", "reliable-message.mode=local", "reliable-message.start-check.asked-elsewhere=true");
        start(Sending.class, "--reliable-message.mode=local").close();
        start(Sending.class, "--reliable-message.start-check.asked-elsewhere=true")
                .close();
        start(Sending.class, "--reliable-message.start-check.enabled=false").close();
    }

    @Test
    void otherApplicationsTokenIsRefused(CapturedOutput output) {
        assertThatThrownBy(() -> start(Application.class, "--reliable-message.application=bank"))
                .hasRootCauseInstanceOf(SetupException.class);
        assertThat(output).contains("reliable-message.token belongs to shop");
    }

    private static ConfigurableApplicationContext start(Class<?> source, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                "--reliable-message.service-url=http://127.0.0.1:9",
                "--reliable-message.application=shop",
                "--reliable-message.token=t"));
        for (String argument : more) {
            String name = argument.substring(0, argument.indexOf('=') + 1);
            arguments.removeIf(earlier -> earlier.startsWith(name));
            arguments.add(argument);
        }
        return new SpringApplicationBuilder(Application.class, source)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }
}
