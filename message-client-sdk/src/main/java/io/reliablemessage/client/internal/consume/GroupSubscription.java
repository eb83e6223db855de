package io.reliablemessage.client.internal.consume;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one group of this process wants from the broker.
 *
 * @param topics each once
 * @param concurrency how many messages may be delivered at the same time
 * @param ordered whether the messages of one queue are delivered one after the other
 * @param shutdownTimeout how long closing the connection waits for deliveries that are under way
 */
public record GroupSubscription(
        String group, List<Topic> topics, int concurrency, boolean ordered, Duration shutdownTimeout) {

    /** @param tags the tags to select, joined by {@code ||}; {@code null} for all */
    public record Topic(String name, @Nullable String tags) {}

    static GroupSubscription of(List<Listener> listeners, Duration shutdownTimeout) {
        return new GroupSubscription(
                listeners.get(0).group(),
                listeners.stream()
                        .map(listener -> new Topic(listener.topic(), listener.tags()))
                        .toList(),
                listeners.stream().mapToInt(Listener::concurrency).sum(),
                listeners.get(0).ordered(),
                shutdownTimeout);
    }
}
