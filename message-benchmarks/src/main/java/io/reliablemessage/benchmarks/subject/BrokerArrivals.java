package io.reliablemessage.benchmarks.subject;

import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Sender;
import io.reliablemessage.benchmarks.business.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/** The consumer at the other end, the same for all subjects, in their own process: arrived is what the broker has delivered. */
final class BrokerArrivals implements Arrivals {
    static {
        // Read while the client's classes load. A consumer that gets no queue at its first try would look again only
        // after 20 seconds.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
    }

    private static final Duration TOPIC_LIMIT = Duration.ofSeconds(60);
    private static final Order NOBODYS_ORDER = new Order(999_999_999_999L);

    private final DefaultMQPushConsumer consumer;
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private volatile Window window = new Window(0, 0);

    /** The arrivals of a run: orders {@code from} to {@code from + size - 1}. */
    private record Window(long from, AtomicLongArray nanos) {
        Window(long from, int size) {
            this(from, new AtomicLongArray(size));
        }
    }

    BrokerArrivals(Surroundings surroundings) {
        createTopic(surroundings);
        consumer = new DefaultMQPushConsumer("arrivals-" + surroundings.topic());
        consumer.setNamesrvAddr(surroundings.nameServer());
        consumer.setInstanceName(UUID.randomUUID().toString());
        consumer.setVipChannelEnabled(false);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeMessageBatchMaxSize(32);
        consumer.setPollNameServerInterval(1_000);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            note(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        try {
            consumer.subscribe(surroundings.topic(), "*");
            consumer.start();
        } catch (MQClientException e) {
            throw new IllegalStateException("The broker's client does not start", e);
        }
    }

    /** A consumer that begins before its topic does looks for it only every 20 seconds. */
    private static void createTopic(Surroundings surroundings) {
        try (Sender sender = new Sender(surroundings)) {
            long limit = System.nanoTime() + TOPIC_LIMIT.toNanos();
            while (!isSent(sender, surroundings, limit)) {
                LockSupport.parkNanos(20_000_000);
            }
            while (!sender.hasRoute()) {
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** A name server on a busy machine may take longer than its client waits. */
    private static boolean isSent(Sender sender, Surroundings surroundings, long limit) {
        try {
            sender.send(NOBODYS_ORDER.payload(surroundings.payloadBytes()));
            return true;
        } catch (IllegalStateException e) {
            if (System.nanoTime() > limit) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public void expect(long fromOrder, int atMost) {
        window = new Window(fromOrder, atMost);
        first.set(0);
        again.set(0);
    }

    @Override
    public long count() {
        return first.get();
    }

    @Override
    public long duplicates() {
        return again.get();
    }

    @Override
    public long nanosOf(long order) {
        Window now = window;
        return now.nanos.get((int) (order - now.from));
    }

    private void note(List<MessageExt> messages) {
        long nanos = System.nanoTime();
        Window now = window;
        for (MessageExt message : messages) {
            long index = Order.numberIn(message.getBody()) - now.from;
            if (index < 0 || index >= now.nanos.length()) {
                continue;
            }
            if (now.nanos.compareAndSet((int) index, 0, nanos)) {
                first.incrementAndGet();
            } else {
                again.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        consumer.shutdown();
    }
}
