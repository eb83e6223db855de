package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.management.WithoutSubscriber;
import io.reliablemessage.service.application.Subscribers;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a message starts its delivery with when it is confirmed.
 *
 * @param groups the groups that will owe a receipt
 * @param held those of them that are paused while others are not: they wait on schedules of their own
 * @param attempts 1 if it is published at once, which the confirm counts in the same update; otherwise 0
 * @param dueInMillis when the redelivery looks at it
 */
record FirstDelivery(List<Subscription> groups, List<Subscription> held, int attempts, long dueInMillis) {
    /** How often a message that nobody is subscribed to is looked at again. */
    static final Duration HOLD = Duration.ofSeconds(15);

    static FirstDelivery waiting(List<Subscription> groups, long dueInMillis) {
        return new FirstDelivery(groups, List.of(), 0, dueInMillis);
    }

    /** The groups that it goes to. */
    List<Subscription> delivered() {
        return held.isEmpty()
                ? groups
                : groups.stream().filter(group -> !held.contains(group)).toList();
    }

    boolean isPublishedAtOnce() {
        return attempts == 1;
    }

    /** The moment that decides about first deliveries: the subscribers, whether the broker can be reached, and what is paused. */
    record Moment(Subscribers subscribers, boolean publishesAtOnce, HeldDeliveries.Held paused, DoubleSupplier random) {

        /** What a pause holds altogether is left to the redelivery, as is what cannot be published now. */
        FirstDelivery of(Topic topic, int applicationId, @Nullable String tag, Wishes wishes) {
            List<Subscription> groups = subscribers.of(topic.id(), tag);
            Instant now = subscribers.now();
            long wait = wishes.millisToWait(now);
            if (wait > 0) {
                return waiting(groups, wait);
            }
            if (groups.isEmpty() && topic.withoutSubscriber() == WithoutSubscriber.HOLD) {
                return waiting(groups, HOLD.toMillis());
            }
            List<Subscription> held = paused.holdsAnyGroup()
                    ? groups.stream()
                            .filter(group -> paused.holds(group.group()))
                            .toList()
                    : List.of();
            boolean allHeld =
                    paused.holdsAll(topic.id(), applicationId) || (!held.isEmpty() && held.size() == groups.size());
            if (!publishesAtOnce || allHeld || wishes.isExpired(now)) {
                return waiting(groups, 0);
            }
            return new FirstDelivery(groups, held, 1, wishes.schedule().millisAfter(1, random));
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
