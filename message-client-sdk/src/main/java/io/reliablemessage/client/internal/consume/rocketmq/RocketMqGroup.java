package io.reliablemessage.client.internal.consume.rocketmq;

import io.reliablemessage.client.internal.consume.BrokerConnection;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.BrokerMessage;
import io.reliablemessage.client.internal.consume.GroupSubscription;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.consumer.DefaultMQPushConsumerImpl;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer group of this process at RocketMQ, with all of its topics.
 *
 * <p>Messages are taken one at a time, so that each has its own answer. A group that is new to the broker begins with the oldest message
 * that the broker has, so that none is skipped that was published between the subscription and this start.
 */
final class RocketMqGroup implements BrokerConnection {
    private static final Logger log = LoggerFactory.getLogger(RocketMqGroup.class);
    private static final int MAX_WAITING_PER_QUEUE = 256;
    private static final int MAX_WAITING_MIB_PER_QUEUE = 16;
    private static final int LOOK_FOR_ROUTES_MILLIS = 5_000;

    private final GroupSubscription group;
    private final Set<String> withoutRoute;
    private final BrokerInbox inbox;
    private final DefaultMQPushConsumer consumer;

    RocketMqGroup(String nameServer, GroupSubscription group, BrokerInbox inbox) {
        this.group = group;
        this.withoutRoute = group.topics().stream()
                .map(GroupSubscription.Topic::name)
                .collect(Collectors.toCollection(HashSet::new));
        this.inbox = inbox;
        this.consumer = new DefaultMQPushConsumer(group.group());
        consumer.setNamesrvAddr(nameServer);
        // Two consumers of one process that share a name would share a connection and take each other's queues.
        consumer.setInstanceName(group.group() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        consumer.setVipChannelEnabled(false);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeMessageBatchMaxSize(1);
        consumer.setConsumeThreadMin(group.concurrency());
        consumer.setConsumeThreadMax(group.concurrency());
        consumer.setPullThresholdForQueue(MAX_WAITING_PER_QUEUE);
        consumer.setPullThresholdSizeForQueue(MAX_WAITING_MIB_PER_QUEUE);
        consumer.setPollNameServerInterval(LOOK_FOR_ROUTES_MILLIS);
        consumer.setAwaitTerminationMillisWhenShutdown(group.shutdownTimeout().toMillis());
        if (group.ordered()) {
            consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> taken(messages.get(0))
                    ? ConsumeOrderlyStatus.SUCCESS
                    : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT);
        } else {
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> taken(messages.get(0))
                    ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
                    : ConsumeConcurrentlyStatus.RECONSUME_LATER);
        }
    }

    void start() throws MQClientException {
        for (GroupSubscription.Topic topic : group.topics()) {
            consumer.subscribe(topic.name(), topic.tags() == null ? "*" : topic.tags());
        }
        consumer.start();
        log.info(
                "Group {} consumes {} from {}",
                consumer.getConsumerGroup(),
                group.topics().stream().map(GroupSubscription.Topic::name).toList(),
                consumer.getNamesrvAddr());
    }

    /**
     * Looks for topics that the broker did not know before. Left to itself, the client would take up to 25 seconds to begin with a topic
     * that came after it.
     */
    @Override
    public boolean findRoutes() {
        boolean found = withoutRoute.removeIf(this::hasRoute);
        if (found) {
            internals().getmQClientFactory().rebalanceImmediately();
        }
        return withoutRoute.isEmpty();
    }

    /** Deprecated for applications; what is needed of it has no other door. */
    @SuppressWarnings("deprecation")
    private DefaultMQPushConsumerImpl internals() {
        return consumer.getDefaultMQPushConsumerImpl();
    }

    private boolean hasRoute(String topic) {
        try {
            return !consumer.fetchSubscribeMessageQueues(topic).isEmpty();
        } catch (MQClientException e) {
            return false;
        }
    }

    /** @return false if the broker is to deliver it again */
    private boolean taken(MessageExt message) {
        try {
            return inbox.accept(read(message));
        } catch (Throwable e) {
            log.error(
                    "The broker's message {} could not be taken; the broker delivers it again", message.getMsgId(), e);
            return false;
        }
    }

    private static BrokerMessage read(MessageExt message) {
        byte[] body = message.getBody();
        return new BrokerMessage(
                message.getTopic(),
                message.getTags(),
                message.getProperties(),
                body == null ? new byte[0] : body,
                message.getBrokerName() + ":" + message.getQueueId() + "@" + message.getQueueOffset());
    }

    /**
     * Takes nothing new and waits for what runs. What was fetched but not begun goes to the other instances; those that were running may
     * come there once more and are refused by their records.
     */
    @Override
    public void close() {
        internals().getRebalanceImpl().getProcessQueueTable().values().forEach(queue -> queue.setDropped(true));
        consumer.shutdown();
    }
}
