package io.reliablemessage.service.delivery.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.reliablemessage.embedded.TestBroker;
import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.service.Producer;
import io.reliablemessage.service.delivery.Broker;
import io.reliablemessage.service.outbox.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RocketMqBrokerTest {
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String topic = "orders-" + UUID.randomUUID();
    private final DefaultMQProducer producer = new DefaultMQProducer("test-" + UUID.randomUUID());
    private RocketMqBroker broker;

    @BeforeEach
    void start() {
        producer.setNamesrvAddr(TestBroker.shared().nameServer());
        producer.setSendMsgTimeout(3_000);
        producer.setRetryTimesWhenSendAsyncFailed(0);
        broker = new RocketMqBroker(producer, new JsonMapper());
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.stop();
    }

    @Test
    void carriesPayloadAndPropertiesByteForByte() throws Exception {
        BlockingQueue<MessageExt> arrived = new LinkedBlockingQueue<>();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("group-" + UUID.randomUUID());
        consumer.setNamesrvAddr(TestBroker.shared().nameServer());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            arrived.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        List<OutboundMessage> messages = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            messages.add(message(topic, "größe 😀 " + i, i % 50 == 0 ? "order-" + i : null));
        }
        broker.publish(messages, listener());
        for (int i = 0; i < messages.size(); i++) {
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("sent");
        }
        consumer.start();
        try {
            Map<String, OutboundMessage> expected = new java.util.HashMap<>();
            messages.forEach(message -> expected.put(message.id().toString(), message));
            while (!expected.isEmpty()) {
                MessageExt message = arrived.poll(30, TimeUnit.SECONDS);
                assertThat(message)
                        .as("the next of %d messages", expected.size())
                        .isNotNull();
                OutboundMessage sent = expected.remove(message.getUserProperty(BrokerProperties.ID));
                assertThat(message.getBody()).isEqualTo(sent.payload());
                assertThat(message.getUserProperty(BrokerProperties.KEY)).isEqualTo(sent.businessKey());
                assertThat(message.getUserProperty(BrokerProperties.GROUPS)).isEqualTo("points,coupons");
                assertThat(message.getUserProperty(BrokerProperties.ATTEMPT)).isEqualTo("2");
                assertThat(message.getUserProperty(BrokerProperties.HEADER_PREFIX + "trace"))
                        .isEqualTo("ü1");
                assertThat(message.getTags()).isEqualTo("paid");
            }
        } finally {
            consumer.shutdown();
        }
    }

    @Test
    void refusesOnlyTheMessageThatTheBrokerRefuses() throws Exception {
        producer.setMaxMessageSize(2_000);
        List<OutboundMessage> messages = List.of(
                message(topic, "fine", null),
                message(topic, "x".repeat(2_500), null),
                message(topic, "fine too", null));
        broker.publish(messages, listener());
        List<String> got = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            got.add(answers.poll(20, TimeUnit.SECONDS));
        }
        assertThat(got).as("%s", got).filteredOn("sent"::equals).hasSize(2);
        assertThat(got)
                .filteredOn(answer -> !"sent".equals(answer))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("refused");
    }

    @Test
    void saysUnavailableWhenNobodyListens() throws Exception {
        DefaultMQProducer lost = new DefaultMQProducer("lost-" + UUID.randomUUID());
        lost.setNamesrvAddr("127.0.0.1:1");
        lost.setInstanceName(UUID.randomUUID().toString());
        lost.setSendMsgTimeout(1_000);
        RocketMqBroker away = new RocketMqBroker(lost, new JsonMapper());
        away.start();
        try {
            away.publish(List.of(message(topic, "lost", null)), listener());
            assertThat(answers.poll(20, TimeUnit.SECONDS)).startsWith("unavailable");
        } finally {
            away.stop();
        }
    }

    private static OutboundMessage message(String topic, String text, @Nullable String orderingKey) {
        return new OutboundMessage(
                Producer.newId(),
                1,
                topic,
                "shop",
                "paid",
                "orderNo=1%3B;x=1",
                "{\"trace\":\"ü1\"}",
                orderingKey,
                "text/plain",
                text.getBytes(StandardCharsets.UTF_8),
                Instant.parse("2026-01-01T00:00:00Z"),
                2,
                List.of("points", "coupons"),
                3,
                null);
    }

    private Broker.Listener listener() {
        return new Broker.Listener() {
            @Override
            public void sent(OutboundMessage message) {
                answers.add("sent");
            }

            @Override
            public void unknown(OutboundMessage message, String why) {
                answers.add("unknown: " + why);
            }

            @Override
            public void unavailable(OutboundMessage message, String why) {
                answers.add("unavailable: " + why);
            }

            @Override
            public void topicUnavailable(OutboundMessage message, String why) {
                answers.add("topic unavailable: " + why);
            }

            @Override
            public void refused(OutboundMessage message, String why) {
                answers.add("refused: " + why);
            }
        };
    }
}
