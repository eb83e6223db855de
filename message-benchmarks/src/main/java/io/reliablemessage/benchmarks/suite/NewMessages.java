package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.benchmarks.subject.Latency;
import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.NewMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * New messages at a fixed rate, each followed from the moment at which it was meant to be submitted to the moment at which the broker
 * stored it, so that a pause counts for all that it held up. Both times are this machine's clock.
 */
final class NewMessages implements AutoCloseable {
    private static final int THREADS = 4;
    private static final long HIGHEST_MILLIS = Duration.ofMinutes(10).toMillis();

    private final MessageService service;
    private final DefaultMQPushConsumer consumer;
    private final Map<UUID, Long> stored = new ConcurrentHashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    private record Sent(UUID id, long meantMillis) {}

    NewMessages(Rig rig) throws MQClientException {
        service = rig.service();
        consumer = new DefaultMQPushConsumer("new-" + Rig.NEW_TOPIC);
        consumer.setNamesrvAddr(rig.bench().site().broker().nameServer());
        consumer.setInstanceName(UUID.randomUUID().toString());
        consumer.setVipChannelEnabled(false);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setPollNameServerInterval(1_000);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                stored.putIfAbsent(UUID.fromString(message.getKeys()), message.getStoreTimestamp());
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.subscribe(Rig.NEW_TOPIC, "*");
        consumer.start();
    }

    void begin(int perSecond) {
        long begin = System.nanoTime();
        long beginMillis = System.currentTimeMillis();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            Thread sender = new Thread(() -> send(begin, beginMillis, first, perSecond), "new-messages-" + thread);
            threads.add(sender);
            sender.start();
        }
    }

    private void send(long begin, long beginMillis, int first, int perSecond) {
        for (long number = first; !over; number += THREADS) {
            long afterMillis = number * 1_000 / perSecond;
            Await.moment(begin + afterMillis * 1_000_000);
            UUID id = RecentIds.next();
            synchronized (sent) {
                sent.add(new Sent(id, beginMillis + afterMillis));
            }
            try {
                service.submit(List.of(message(id)));
            } catch (RuntimeException e) {
                failed.incrementAndGet();
            }
        }
    }

    static NewMessage message(UUID id) {
        return new NewMessage(
                id,
                Rig.NEW_TOPIC,
                null,
                null,
                null,
                null,
                new String(new byte[256], StandardCharsets.US_ASCII).replace('\0', '.'),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Calls that the service did not take. */
    int failed() {
        return failed.get();
    }

    /** Ends the sending and waits until all have arrived, a minute at most. */
    void end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        long limit = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (missing() > failed.get() && System.nanoTime() < limit) {
            Await.pause(Duration.ofMillis(50));
        }
    }

    /** Sent and not arrived. */
    int missing() {
        synchronized (sent) {
            return (int)
                    sent.stream().filter(each -> !stored.containsKey(each.id())).count();
        }
    }

    /** Of those that were meant to be sent from one moment to another, in milliseconds of the clock. */
    Latency latency(long fromMillis, long toMillis) {
        Histogram nanos = new Histogram(HIGHEST_MILLIS * 1_000_000, 3);
        synchronized (sent) {
            for (Sent each : sent) {
                Long arrival = stored.get(each.id());
                if (each.meantMillis() >= fromMillis && each.meantMillis() < toMillis && arrival != null) {
                    nanos.recordValue(Math.max(0, Math.min(HIGHEST_MILLIS, arrival - each.meantMillis())) * 1_000_000);
                }
            }
        }
        return Latency.of(nanos);
    }

    @Override
    public void close() {
        over = true;
        consumer.shutdown();
    }
}
