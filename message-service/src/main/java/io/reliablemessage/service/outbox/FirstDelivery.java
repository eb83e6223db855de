package io.reliablemessage.service.outbox;

import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.WithoutSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a message starts its delivery with when it is confirmed.
 *
 * @param groups the groups that will owe a receipt
 * @param attempts 1 if it is published at once, which the confirm counts in the same update; otherwise 0
 * @param dueInMillis when the redelivery looks at it
 */
record FirstDelivery(List<Subscription> groups, int attempts, long dueInMillis) {
    /** How often a message that nobody is subscribed to is looked at again. */
    static final Duration HOLD = Duration.ofSeconds(15);

    boolean isPublishedAtOnce() {
        return attempts == 1;
    }

    /** The moment that decides about a first delivery: the subscribers, the delivery's wishes and whether the broker can be reached. */
    record Moment(Subscribers subscribers, boolean publishesAtOnce, DoubleSupplier random) {

        FirstDelivery of(Topic topic, @Nullable String tag, Wishes wishes) {
            List<Subscription> groups = subscribers.of(topic.id(), tag);
            Instant now = subscribers.now();
            long wait = wishes.millisToWait(now);
            if (wait > 0) {
                return new FirstDelivery(groups, 0, wait);
            }
            if (groups.isEmpty() && topic.withoutSubscriber() == WithoutSubscriber.HOLD) {
                return new FirstDelivery(groups, 0, HOLD.toMillis());
            }
            if (!publishesAtOnce || wishes.isExpired(now)) {
                return new FirstDelivery(groups, 0, 0);
            }
            return new FirstDelivery(groups, 1, wishes.schedule().millisAfter(1, random));
        }
    }

    /** What producer and topic ask of the first delivery. */
    record Wishes(
            @Nullable Instant deliverAt,
            @Nullable Long delayMillis,
            @Nullable Instant expiresAt,
            RedeliverySchedule schedule) {

        long millisToWait(Instant now) {
            if (deliverAt != null) {
                return Math.max(0, Duration.between(now, deliverAt).toMillis());
            }
            return delayMillis == null ? 0 : delayMillis;
        }

        boolean isExpired(Instant now) {
            return expiresAt != null && !expiresAt.isAfter(now);
        }
    }
}
