package io.reliablemessage.testkit.memory;

import io.reliablemessage.client.internal.consume.Broker;
import io.reliablemessage.client.internal.consume.BrokerConnection;
import io.reliablemessage.client.internal.consume.BrokerInbox;
import io.reliablemessage.client.internal.consume.GroupSubscription;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Delivers on the caller's thread, to the groups of this process. */
public final class InMemoryBroker implements Broker {
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    private record Connection(GroupSubscription subscription, BrokerInbox inbox) {
        boolean wants(Publication publication) {
            return subscription.topics().stream()
                    .filter(topic -> topic.name().equals(publication.message().topic()))
                    .anyMatch(topic -> topic.tags() == null
                            || Arrays.asList(topic.tags().split("\\|\\|"))
                                    .contains(
                                            String.valueOf(publication.message().tag())));
        }
    }

    @Override
    public BrokerConnection open(String address, GroupSubscription group, BrokerInbox inbox) {
        Connection connection = new Connection(group, inbox);
        connections.put(group.group(), connection);
        return new BrokerConnection() {
            @Override
            public boolean findRoutes() {
                return true;
            }

            @Override
            public void close() {
                connections.remove(group.group(), connection);
            }
        };
    }

    /**
     * Delivers to the group.
     *
     * @return whether it acknowledged; empty if this process has no such group, or the group does not select the message
     */
    public Optional<Boolean> deliver(Publication publication) {
        Connection connection = connections.get(publication.group());
        if (connection == null || !connection.wants(publication)) {
            return Optional.empty();
        }
        return Optional.of(connection.inbox().accept(publication.message()));
    }
}
