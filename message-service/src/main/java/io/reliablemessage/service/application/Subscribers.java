package io.reliablemessage.service.application;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed to some topics; see {@link SubscriberCatalog}.
 *
 * @param now the database's clock
 */
public record Subscribers(Instant now, Map<Integer, List<Subscription>> byTopic) {

    /** The groups that a message with this tag, or without one, is for. */
    public List<Subscription> of(int topicId, @Nullable String tag) {
        List<Subscription> selecting = new ArrayList<>();
        for (Subscription subscription : byTopic.getOrDefault(topicId, List.of())) {
            if (subscription.selects(tag)) {
                selecting.add(subscription);
            }
        }
        return selecting;
    }

    /** The groups as a set of bits. */
    public static long positions(List<Subscription> subscriptions) {
        long positions = 0;
        for (Subscription subscription : subscriptions) {
            positions |= 1L << subscription.position();
        }
        return positions;
    }
}
