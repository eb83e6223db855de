package io.reliablemessage.client.internal.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.internal.consume.rocketmq.RocketMqLogging;
import io.reliablemessage.embedded.TestBroker;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.logging.ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** A whole application with listeners, a real broker and a real database; only the service is a stub. */
@Timeout(180)
class ConsumingTest {
    private static Bench bench;
    private static DefaultMQProducer producer;

    private final String topic = "orders-" + UUID.randomUUID();

    record Order(String orderNo) {}

    static class Shop {
        private final JdbcTemplate jdbc;
        final CountDownLatch slowBegan = new CountDownLatch(1);
        final CountDownLatch slowMayEnd = new CountDownLatch(1);

        Shop(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @ReliableMessageListener(topic = "${topic}", group = "points", tag = "paid")
        void onOrder(Order order, Delivery delivery) throws InterruptedException {
            jdbc.update("INSERT INTO effect (payload) VALUES (?)", delivery.topic() + order.orderNo());
            if (order.orderNo().equals("poison")) {
                throw new IllegalStateException("no such customer");
            }
            if (order.orderNo().equals("slow")) {
                slowBegan.countDown();
                slowMayEnd.await();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Shop shop(JdbcTemplate jdbc) {
            return new Shop(jdbc);
        }
    }

    @BeforeAll
    static void open() throws Exception {
        RocketMqLogging.intoApplicationLog();
        bench = new Bench();
        producer = new DefaultMQProducer("test-producer");
        producer.setNamesrvAddr(TestBroker.shared().nameServer());
        producer.setSendMsgTimeout(10_000);
        producer.start();
    }

    @AfterAll
    static void close() {
        producer.shutdown();
        bench.close();
    }

    @Test
    void consumesFromTheFirstMessageThroughRedeliveriesToTheEnd() throws Exception {
        try (StubService service = new StubService(TestBroker.shared().nameServer())) {
            UUID before = publish("1", "paid", Map.of());
            service.unavailable.set(3);
            ConfigurableApplicationContext application = application(service);
            try {
                assertThat(receipt(service, before).kind()).isEqualTo(ReceiptKind.CONSUMED);
                assertThat(service.subscriptions)
                        .containsExactly("/v1/topics/" + topic + "/subscriptions/points {\"tags\":\"paid\"}");

                UUID failed = publish("poison", "paid", Map.of());
                assertThat(receipt(service, failed)).satisfies(receipt -> {
                    assertThat(receipt.kind()).isEqualTo(ReceiptKind.FAILED);
                    assertThat(receipt.error()).isNotNull();
                    assertThat(receipt.error().topFrame()).isEqualTo(Shop.class.getName() + ".onOrder");
                });

                publish("other tag", "refunded", Map.of());
                publish("other group", "paid", Map.of(BrokerProperties.GROUPS, "coupons"));
                UUID again = publish("1", "paid", Map.of(BrokerProperties.ATTEMPT, "2"));
                assertThat(receipt(service, again))
                        .extracting(Receipt::kind, Receipt::attempt)
                        .containsExactly(ReceiptKind.CONSUMED, 2);
                UUID last = publish("2", "paid", Map.of(BrokerProperties.GROUPS, "coupons,points"));
                assertThat(receipt(service, last).kind()).isEqualTo(ReceiptKind.CONSUMED);
            } finally {
                application.close();
            }
            assertThat(service.receipts).isEmpty();
            assertThat(bench.effects())
                    .filteredOn(effect -> effect.startsWith(topic))
                    .containsExactlyInAnyOrder(topic + "1", topic + "2");
        }
    }

    @Test
    void shutsDownWhenTheRunningListenerHasEndedAndItsReceiptIsSent() throws Exception {
        try (StubService service = new StubService(TestBroker.shared().nameServer())) {
            UUID slow = publish("slow", "paid", Map.of());
            ConfigurableApplicationContext application = application(service);
            Shop shop = application.getBean(Shop.class);
            ConsumerLifecycle lifecycle = application.getBean(ConsumerLifecycle.class);
            shop.slowBegan.await();
            Thread closing = new Thread(application::close);
            closing.start();
            await(() -> !lifecycle.isRunning());
            shop.slowMayEnd.countDown();
            closing.join();

            assertThat(service.receipts).singleElement().satisfies(receipt -> {
                assertThat(receipt.id()).isEqualTo(slow);
                assertThat(receipt.kind()).isEqualTo(ReceiptKind.CONSUMED);
            });
        }
    }

    @Test
    void beginsSoonWithATopicThatTheBrokerDidNotKnow() throws Exception {
        try (StubService service = new StubService(TestBroker.shared().nameServer());
                ConfigurableApplicationContext application = application(service)) {
            await(() -> !service.subscriptions.isEmpty());
            UUID first = publish("1", "paid", Map.of());
            assertThat(receipt(service, first).kind()).isEqualTo(ReceiptKind.CONSUMED);
            assertThat(application.isRunning()).isTrue();
        }
    }

    static class Scans {
        private final Queue<String> taken = new ConcurrentLinkedQueue<>();
        private final Set<String> failed = ConcurrentHashMap.newKeySet();

        @ReliableMessageListener(topic = "${topic}", group = "tracking", ordered = true)
        void onScan(Order scan) {
            taken.add(scan.orderNo());
            if (scan.orderNo().equals("2") && failed.add("once")) {
                throw new IllegalStateException("not yet");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Tracking {
        @Bean
        Scans scans() {
            return new Scans();
        }
    }

    @Test
    void anOrderedListenerTakesAQueueInItsOrderAndTriesAFailureAgainInItsPlace() throws Exception {
        try (StubService service = new StubService(TestBroker.shared().nameServer())) {
            for (int i = 1; i <= 4; i++) {
                publish(Integer.toString(i), "scan", Map.of());
            }
            ConfigurableApplicationContext application = application(service, Tracking.class);
            try {
                for (int i = 1; i <= 4; i++) {
                    Receipt receipt = service.receipts.poll(60, TimeUnit.SECONDS);
                    assertThat(receipt).isNotNull();
                    assertThat(receipt.kind()).isEqualTo(ReceiptKind.CONSUMED);
                }
                assertThat(application.getBean(Scans.class).taken).containsExactly("1", "2", "2", "3", "4");
            } finally {
                application.close();
            }
        }
    }

    @Test
    void theBrokerClientLogsIntoTheApplicationsLogOnly() {
        Logger root = (Logger) org.apache.rocketmq.logging.org.slf4j.LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Set<Class<?>> appenders = new HashSet<>();
        root.iteratorForAppenders().forEachRemaining(appender -> appenders.add(appender.getClass()));
        assertThat(appenders).containsExactly(RocketMqLogging.class);
    }

    private ConfigurableApplicationContext application(StubService service) {
        return application(service, Application.class);
    }

    private ConfigurableApplicationContext application(StubService service, Class<?> configuration) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .run(
                        "--topic=" + topic,
                        "--spring.datasource.url=" + bench.dataSource.getJdbcUrl(),
                        "--spring.datasource.username=" + bench.dataSource.getUsername(),
                        "--spring.datasource.password=" + bench.dataSource.getPassword(),
                        "--spring.flyway.enabled=false",
                        "--reliable-message.service-url=" + service.url(),
                        "--reliable-message.application=shop",
                        "--reliable-message.token=rm_app_test");
    }

    private UUID publish(String orderNo, String tag, Map<String, String> more) throws Exception {
        UUID id = UUID.randomUUID();
        Message message =
                new Message(topic, tag, ("{\"orderNo\":\"" + orderNo + "\"}").getBytes(StandardCharsets.UTF_8));
        message.putUserProperty(BrokerProperties.ID, id.toString());
        message.putUserProperty(BrokerProperties.APPLICATION, "shop");
        message.putUserProperty(BrokerProperties.ATTEMPT, "1");
        message.putUserProperty(BrokerProperties.CREATED_AT, "1763719200000");
        message.putUserProperty(
                BrokerProperties.KEY, BusinessKey.of("orderNo", topic + orderNo).toString());
        more.forEach(message::putUserProperty);
        // Always the first queue, so that ordered listeners have an order to keep.
        SendResult sent = producer.send(message, (queues, any, none) -> queues.get(0), null);
        assertThat(sent.getSendStatus()).isEqualTo(SendStatus.SEND_OK);
        return id;
    }

    private static Receipt receipt(StubService service, UUID id) throws InterruptedException {
        Receipt receipt = service.receipts.poll(60, TimeUnit.SECONDS);
        assertThat(receipt).isNotNull();
        assertThat(receipt.id()).isEqualTo(id);
        return receipt;
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
