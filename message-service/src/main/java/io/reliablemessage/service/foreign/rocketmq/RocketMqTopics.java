package io.reliablemessage.service.foreign.rocketmq;

import io.reliablemessage.protocol.BrokerProperties;
import io.reliablemessage.service.foreign.ForeignMessage;
import io.reliablemessage.service.foreign.ForeignTopics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Pulls from RocketMQ as its own tools do: under the group {@code TOOLS_CONSUMER}, which every broker has, with the offset in each call, so that nothing is committed for
 * whoever else reads the topic. Connects when it is first asked.
 */
@Component
@SuppressWarnings("deprecation") // The newer pull consumer reads ahead by itself, and commits.
public final class RocketMqTopics implements ForeignTopics, DisposableBean {
    private static final int BATCH = 32;
    private static final long TIMEOUT_MILLIS = 3_000;
    private static final String SERVICE_TOPIC = "%";

    private final String address;
    private @Nullable DefaultMQPullConsumer open;

    public RocketMqTopics(@Value("${reliable-message.broker.address}") String address) {
        this.address = address;
    }

    @Override
    public synchronized List<Queue> queues(String topic) {
        try {
            DefaultMQPullConsumer consumer = consumer();
            List<Queue> queues = new ArrayList<>();
            for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(topic)) {
                long end = consumer.maxOffset(queue);
                long first = consumer.minOffset(queue);
                if (end > first) {
                    queues.add(new Queue(queue.getBrokerName(), queue.getQueueId(), first, end));
                }
            }
            queues.sort(Comparator.comparing(Queue::broker).thenComparing(Queue::number));
            return queues;
        } catch (MQClientException e) {
            throw unreadable(topic, e);
        }
    }

    @Override
    public synchronized Batch read(String topic, Queue queue) {
        try {
            PullResult result = consumer()
                    .pull(
                            new MessageQueue(topic, queue.broker(), queue.number()),
                            "*",
                            queue.next(),
                            BATCH,
                            TIMEOUT_MILLIS);
            List<ForeignMessage> messages = result.getPullStatus() == PullStatus.FOUND
                    ? result.getMsgFoundList().stream()
                            .filter(message -> message.getQueueOffset() < queue.end())
                            .map(RocketMqTopics::message)
                            .toList()
                    : List.of();
            return new Batch(messages, next(queue, result.getPullStatus(), result.getNextBeginOffset()));
        } catch (MQClientException | RemotingException | MQBrokerException e) {
            throw unreadable(topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(topic, e);
        }
    }

    /**
     * Without a message the broker says where the next one may be: behind a file of its index that has expired, say. Only at the end of the queue it says the same offset again.
     */
    static long next(Queue queue, PullStatus status, long named) {
        if (named > queue.next()) {
            return named;
        }
        return status == PullStatus.NO_NEW_MSG ? Math.max(queue.end(), queue.next() + 1) : queue.next() + 1;
    }

    private static ForeignMessage message(MessageExt message) {
        Map<String, String> properties = new TreeMap<>(message.getProperties());
        properties.keySet().removeIf(name -> MessageConst.STRING_HASH_SET.contains(name) || name.startsWith("__"));
        String brokerId = message instanceof MessageClientExt client ? client.getOffsetMsgId() : message.getMsgId();
        return new ForeignMessage(
                brokerId,
                message.getQueueOffset(),
                Instant.ofEpochMilli(message.getStoreTimestamp()),
                message.getReconsumeTimes(),
                originalTopic(message),
                ownId(message.getProperty(BrokerProperties.ID)),
                message.getTags(),
                message.getKeys(),
                properties,
                message.getBody() == null ? new byte[0] : message.getBody());
    }

    /** Topics that begin with a percent sign are the broker's own, on the way of a retry. */
    private static @Nullable String originalTopic(MessageExt message) {
        return Stream.of(
                        MessageConst.PROPERTY_RETRY_TOPIC,
                        MessageConst.PROPERTY_DLQ_ORIGIN_TOPIC,
                        MessageConst.PROPERTY_REAL_TOPIC)
                .map(message::getProperty)
                .filter(name -> name != null && !name.isEmpty() && !name.startsWith(SERVICE_TOPIC))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable UUID ownId(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private DefaultMQPullConsumer consumer() throws MQClientException {
        DefaultMQPullConsumer consumer = open;
        if (consumer == null) {
            consumer = new DefaultMQPullConsumer(MixAll.TOOLS_CONSUMER_GROUP);
            consumer.setNamesrvAddr(address);
            consumer.setInstanceName("reliable-message-import@" + UUID.randomUUID());
            consumer.setVipChannelEnabled(false);
            consumer.setConsumerPullTimeoutMillis(TIMEOUT_MILLIS);
            consumer.setMqClientApiTimeout((int) TIMEOUT_MILLIS);
            consumer.start();
            open = consumer;
        }
        return consumer;
    }

    private static UnreadableException unreadable(String topic, Exception e) {
        String text = String.valueOf(e.getMessage());
        int line = text.indexOf('\n');
        return new UnreadableException(
                "The broker's topic " + topic + " cannot be read (" + (line < 0 ? text : text.substring(0, line))
                        + "). Either it does not exist, since the broker has given up nothing, or reading it is not permitted, or the broker is away",
                e);
    }

    @Override
    public synchronized void rest() {
        DefaultMQPullConsumer consumer = open;
        if (consumer != null) {
            open = null;
            consumer.shutdown();
        }
    }

    @Override
    public void destroy() {
        rest();
    }
}
