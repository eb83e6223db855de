package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.internal.MessageService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes the groups of this process with the service and then starts them at the broker, in the background and again and again, since
 * the application is to start while the service is away. A group is subscribed first: a message that was confirmed before owes it nothing.
 */
final class Groups implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Groups.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration ROUTE_PAUSE = Duration.ofSeconds(1);
    private static final int SAY_AGAIN = 12;

    private final MessageService service;
    private final Broker broker;
    private final @Nullable String brokerAddress;
    private final Inbox inbox;
    private final Duration shutdownTimeout;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private final List<BrokerConnection> running = new ArrayList<>();
    private @Nullable Thread starter;
    private boolean withoutThreads;

    /** @param brokerAddress the broker's name server; {@code null} to ask the service */
    Groups(
            MessageService service,
            Broker broker,
            @Nullable String brokerAddress,
            Inbox inbox,
            Duration shutdownTimeout) {
        this.service = service;
        this.broker = broker;
        this.brokerAddress = brokerAddress;
        this.inbox = inbox;
        this.shutdownTimeout = shutdownTimeout;
    }

    /** Before {@link #start}: it then starts all groups on the caller's thread, once, and throws what goes wrong. */
    void withoutThreads() {
        withoutThreads = true;
    }

    void start(List<Listener> listeners) {
        List<List<Listener>> pending = new ArrayList<>(listeners.stream()
                .collect(Collectors.groupingBy(Listener::group))
                .values());
        if (withoutThreads) {
            pending.forEach(this::startGroup);
            return;
        }
        stopping = new CountDownLatch(1);
        starter = new Thread(() -> run(pending), "reliable-message-groups");
        starter.setDaemon(true);
        starter.start();
    }

    private void run(List<List<Listener>> pending) {
        try {
            boolean routed = false;
            for (int failures = 0; !(pending.isEmpty() && routed); ) {
                failures = startSome(pending, failures) ? 0 : failures + 1;
                routed = findRoutes();
                Duration pause = pending.isEmpty() ? ROUTE_PAUSE : backOff(failures);
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false if any group could not be started; it stays pending */
    private boolean startSome(List<List<Listener>> pending, int failures) {
        boolean all = true;
        for (Iterator<List<Listener>> groups = pending.iterator(); groups.hasNext() && stopping.getCount() > 0; ) {
            List<Listener> listeners = groups.next();
            try {
                startGroup(listeners);
                groups.remove();
            } catch (RuntimeException | LinkageError e) {
                all = false;
                say(listeners.get(0).group(), failures, e);
            }
        }
        return all;
    }

    private void startGroup(List<Listener> listeners) {
        for (Listener listener : listeners) {
            service.subscribe(listener.topic(), listener.group(), listener.tags());
        }
        String address = brokerAddress == null ? service.configuration().brokerAddress() : brokerAddress;
        Map<String, Listener> byTopic =
                listeners.stream().collect(Collectors.toMap(Listener::topic, Function.identity()));
        BrokerConnection connection =
                broker.open(address, GroupSubscription.of(listeners, shutdownTimeout), message -> {
                    Listener listener = byTopic.get(message.topic());
                    return listener == null || inbox.accept(listener, message);
                });
        synchronized (running) {
            running.add(connection);
        }
    }

    private static void say(String group, int failures, Throwable e) {
        if (failures % SAY_AGAIN != 0) {
            return;
        }
        if (e instanceof ServiceRefusedException) {
            log.error("Group {} does not consume: {}; tried again until that is put right", group, e.getMessage());
        } else if (e instanceof LinkageError) {
            log.error(
                    "Group {} does not consume: a library that the RocketMQ client needs is missing or of another version ({}); put it on the class path and start again",
                    group,
                    e.toString());
        } else {
            log.warn("Group {} does not consume yet: {}; tried again", group, e.getMessage());
        }
    }

    private boolean findRoutes() {
        boolean all = true;
        synchronized (running) {
            for (BrokerConnection group : running) {
                all &= group.findRoutes();
            }
        }
        return all;
    }

    private static Duration backOff(int failures) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(Math.max(failures - 1, 0), 10);
        return Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
    }

    /** Stops all groups at the same time, so that they share one shutdown timeout. */
    @Override
    public void close() {
        stopping.countDown();
        List<Thread> closing = new ArrayList<>();
        try {
            if (starter != null) {
                starter.join(Duration.ofSeconds(10).toMillis());
            }
            synchronized (running) {
                for (BrokerConnection group : running) {
                    Thread thread = new Thread(group::close, "reliable-message-stop");
                    thread.start();
                    closing.add(thread);
                }
                running.clear();
            }
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
