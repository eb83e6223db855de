package io.reliablemessage.service.outbox;

import io.reliablemessage.service.application.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed, read inside the transaction that confirms, so that a group gets every message confirmed after its subscription
 * was answered.
 *
 * @param now the database's clock at that moment
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
