package io.reliablemessage.benchmarks.strategy;

import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.BrokerConnection;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.GroupSubscription;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** In the place of a broker: whoever has a message for a group gives it to the group's inbox himself. */
final class DirectBroker implements Broker {
    private static final int CONNECT_SECONDS = 60;

    private final Map<String, CompletableFuture<BrokerInbox>> inboxes = new ConcurrentHashMap<>();

    @Override
    public BrokerConnection open(String address, GroupSubscription group, BrokerInbox inbox) {
        inbox(group.group()).complete(inbox);
        return new BrokerConnection() {
            @Override
            public boolean findRoutes() {
                return true;
            }

            @Override
            public void close() {
                // There is nothing to wait for.
            }
        };
    }

    private CompletableFuture<BrokerInbox> inbox(String group) {
        return inboxes.computeIfAbsent(group, each -> new CompletableFuture<>());
    }

    /** Waits until the group is there. */
    BrokerInbox inboxOf(String group) throws Exception {
        return inbox(group).get(CONNECT_SECONDS, TimeUnit.SECONDS);
    }
}
