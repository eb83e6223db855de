package io.reliablemessage.benchmarks.business;

import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** Sends to the broker and waits for its word; what most relays do with each message. */
public final class Sender implements AutoCloseable {
    private final DefaultMQProducer producer;
    private final String topic;

    public Sender(Surroundings surroundings) {
        topic = surroundings.topic();
        producer = configured(new DefaultMQProducer("bench-" + topic), surroundings);
        try {
            producer.start();
        } catch (MQClientException e) {
            throw new IllegalStateException("The broker's client does not start", e);
        }
    }

    /** The settings that the producers of all subjects share. */
    public static <P extends DefaultMQProducer> P configured(P producer, Surroundings surroundings) {
        producer.setNamesrvAddr(surroundings.nameServer());
        producer.setVipChannelEnabled(false);
        producer.setSendMsgTimeout(10_000);
        return producer;
    }

    /** @throws IllegalStateException if the broker has not certainly stored it */
    public void send(String payload) {
        try {
            SendStatus status = producer.send(new Message(topic, payload.getBytes(StandardCharsets.UTF_8)))
                    .getSendStatus();
            if (status != SendStatus.SEND_OK) {
                throw new IllegalStateException("The broker answers " + status);
            }
        } catch (MQClientException | RemotingException | MQBrokerException e) {
            throw new IllegalStateException("The broker does not take a message", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending", e);
        }
    }

    /** Whether the name server knows the topic by now; the first message creates it. */
    public boolean hasRoute() {
        try {
            return !producer.fetchPublishMessageQueues(topic).isEmpty();
        } catch (MQClientException e) {
            return false;
        }
    }

    @Override
    public void close() {
        producer.shutdown();
    }
}
