package io.reliablemessage.client.internal.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.brave.bridge.W3CPropagation;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Message;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.ReliableMessages;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.BrokerConnection;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.BrokerMessage;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.ClientConfiguration;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application as Spring Boot puts it together, with a tracer; service and broker are as small as can be. */
@Timeout(60)
class TracedApplicationTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        final Queue<MutableSpan> spans = new ConcurrentLinkedQueue<>();
        final BlockingQueue<NewMessage> submitted = new LinkedBlockingQueue<>();
        final BlockingQueue<BrokerInbox> inboxes = new LinkedBlockingQueue<>();
        final BlockingQueue<Map<String, String>> headers = new LinkedBlockingQueue<>();

        @Bean
        Tracing tracing() {
            return Tracing.newBuilder()
                    .propagationFactory(new W3CPropagation())
                    .addSpanHandler(new SpanHandler() {
                        @Override
                        public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                            spans.add(span);
                            return true;
                        }
                    })
                    .build();
        }

        @Bean
        ObservationRegistry registry(Tracing tracing) {
            BraveTracer tracer = new BraveTracer(
                    tracing.tracer(),
                    new BraveCurrentTraceContext(tracing.currentTraceContext()),
                    new BraveBaggageManager());
            BravePropagator propagator = new BravePropagator(tracing);
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                            new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                            new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                            new DefaultTracingObservationHandler(tracer)));
            return registry;
        }

        @Bean
        MessageService service() {
            return (MessageService) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {MessageService.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "hashCode" -> 1;
                        case "equals" -> proxy == arguments[0];
                        case "toString" -> "service";
                        case "withRequestTimeout" -> proxy;
                        case "subscribe" -> null;
                        case "submit" -> submit((List<?>) arguments[0]);
                        case "configuration" ->
                            new ClientConfiguration("shop", "broker:9876", 1, 1, System.currentTimeMillis(), null);
                        default -> List.of();
                    });
        }

        private List<ItemResult> submit(List<?> messages) {
            return messages.stream()
                    .map(NewMessage.class::cast)
                    .peek(submitted::add)
                    .map(message -> ItemResult.applied(message.id(), MessageState.CONFIRMED))
                    .toList();
        }

        @Bean
        Broker broker() {
            return (address, group, inbox) -> {
                inboxes.add(inbox);
                return new BrokerConnection() {
                    @Override
                    public boolean findRoutes() {
                        return true;
                    }

                    @Override
                    public void close() {}
                };
            };
        }

        @ReliableMessageListener(topic = "orders", group = "points")
        void onOrder(String order, Delivery delivery) {
            headers.add(delivery.headers());
        }
    }

    @Test
    void sendRelayedLaterAndConsumedIsOneTrace() throws Exception {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "--reliable-message.mode=local",
                        "--reliable-message.service-url=http://127.0.0.1:9",
                        "--reliable-message.application=shop",
                        "--reliable-message.token=t")) {
            Application application = context.getBean(Application.class);
            ReliableMessages messages = context.getBean(ReliableMessages.class);
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> messages.send(Message.to("orders")
                            .key("orderNo", "1")
                            .header("tenant", "a")
                            .payload("x")));
            NewMessage message = application.submitted.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.headers()).containsOnlyKeys("tenant", "traceparent");

            BrokerInbox inbox = application.inboxes.poll(20, TimeUnit.SECONDS);
            assertThat(inbox).isNotNull();
            assertThat(inbox.accept(delivered(message))).isTrue();
            assertThat(application.headers.poll()).isEqualTo(Map.of("tenant", "a"));

            MutableSpan send = span(application, "orders send");
            MutableSpan consume = span(application, "orders consume");
            assertThat(consume.traceId()).isEqualTo(send.traceId());
            assertThat(consume.parentId()).isEqualTo(send.id());
            assertThat(consume.tag("outcome")).isEqualTo("consumed");
            // The relay's own ends after the service has answered.
            await().until(() ->
                    application.spans.stream().anyMatch(span -> "reliable-message.relay".equals(span.name())));
        }
    }

    private static MutableSpan span(Application application, String name) {
        return application.spans.stream()
                .filter(span -> name.equals(span.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + application.spans));
    }

    /** As the service publishes it. */
    private static BrokerMessage delivered(NewMessage message) {
        Map<String, String> properties = new HashMap<>(Map.of(
                BrokerProperties.ID, message.id().toString(),
                BrokerProperties.APPLICATION, "shop",
                BrokerProperties.ATTEMPT, "1",
                BrokerProperties.ROUND, "0",
                BrokerProperties.KEY, String.valueOf(message.key()),
                BrokerProperties.CREATED_AT, "1763719200000"));
        if (message.headers() != null) {
            message.headers().forEach((name, value) -> properties.put(BrokerProperties.HEADER_PREFIX + name, value));
        }
        return new BrokerMessage(
                "orders", null, properties, String.valueOf(message.text()).getBytes(StandardCharsets.UTF_8), "q@1");
    }
}
