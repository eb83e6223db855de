package io.reliablemessage.service.application;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Who is subscribed, for those who confirm and redeliver: as it was at most {@link #MAX_AGE} ago.
 *
 * <p>The protocol: who changes a subscription answers only after {@link #awaitNotice}. Then no node begins to confirm by what it read
 * before the change, so that a group gets every message whose confirm is asked for after its subscription was answered.
 */
@Component
public class SubscriberCatalog {
    /** Changes of subscriptions take so much longer; under load a topic's groups are read so often. */
    static final Duration MAX_AGE = Duration.ofMillis(50);

    private final JdbcSubscribers table;
    /** By topic; as many as there are topics. */
    private final ConcurrentHashMap<Integer, Known> known = new ConcurrentHashMap<>();

    /**
     * A topic's groups, and the database's clock at that time.
     *
     * @param askedAt {@link System#nanoTime} before the question; what committed later may be missing
     * @param answeredAt {@link System#nanoTime} after the answer
     */
    private record Known(List<Subscription> subscriptions, Instant clock, long askedAt, long answeredAt) {
        boolean isFreshAt(long nanoTime) {
            return nanoTime - askedAt < MAX_AGE.toNanos();
        }

        Instant now() {
            return clock.plusNanos(System.nanoTime() - answeredAt);
        }

        static Known newer(Known one, Known other) {
            return one.askedAt - other.askedAt > 0 ? one : other;
        }
    }

    SubscriberCatalog(JdbcSubscribers table) {
        this.table = table;
    }

    /** @param topicIds one or more */
    public Subscribers of(Collection<Integer> topicIds) {
        long asked = System.nanoTime();
        Map<Integer, List<Subscription>> byTopic = new HashMap<>();
        List<Integer> missing = new ArrayList<>();
        Instant now = Instant.MIN;
        for (Integer topicId : topicIds) {
            Known topic = known.get(topicId);
            if (topic != null && topic.isFreshAt(asked)) {
                byTopic.put(topicId, topic.subscriptions);
                now = later(now, topic.now());
            } else {
                missing.add(topicId);
            }
        }
        if (!missing.isEmpty()) {
            Subscribers read = table.of(missing);
            long answered = System.nanoTime();
            for (Integer topicId : missing) {
                Known topic = new Known(
                        List.copyOf(read.byTopic().getOrDefault(topicId, List.of())), read.now(), asked, answered);
                known.merge(topicId, topic, Known::newer);
                byTopic.put(topicId, topic.subscriptions);
            }
            now = later(now, read.now());
        }
        return new Subscribers(now, byTopic);
    }

    /** Returns once no node confirms by what it read before this call. */
    public void awaitNotice() {
        long until = System.nanoTime() + MAX_AGE.toNanos();
        boolean interrupted = false;
        for (long left = MAX_AGE.toNanos(); left > 0; left = until - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
