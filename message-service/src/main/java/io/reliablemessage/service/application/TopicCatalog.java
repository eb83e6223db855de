package io.reliablemessage.service.application;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Topics and subscriptions as the hot paths see them: at most one second old. What seems to be missing is looked up in the database
 * before it is called missing, so that a topic or a subscription can be used as soon as the call that made it has answered.
 */
@Component
public final class TopicCatalog {
    private final JdbcTopics tables;
    private final RecentSnapshot<Snapshot> snapshot;

    TopicCatalog(JdbcTopics tables) {
        this.tables = tables;
        this.snapshot = new RecentSnapshot<>(() -> new Snapshot(tables.topics(), tables.subscriptions()));
    }

    public Optional<Topic> byName(String name) {
        if (!isAscii(name)) {
            return Optional.empty();
        }
        Topic topic = snapshot.get().byName.get(name);
        return topic != null ? Optional.of(topic) : tables.topic(name);
    }

    /** @throws NoSuchElementException if there is no topic with this id; topics are never deleted */
    public Topic byId(int id) {
        Topic topic = snapshot.get().byId.get(id);
        if (topic == null) {
            topic = snapshot.reload().byId.get(id);
        }
        if (topic == null) {
            throw new NoSuchElementException("There is no topic with id " + id);
        }
        return topic;
    }

    /** Names are ASCII; MySQL answers a comparison of an ASCII column with anything else by an error. */
    private static boolean isAscii(String name) {
        return name.chars().allMatch(character -> character > 0x1f && character < 0x7f);
    }

    /** The group's subscription to the topic, also one that ended: it may still owe receipts. */
    public Optional<Subscription> everSubscribed(int topicId, String group) {
        if (!isAscii(group)) {
            return Optional.empty();
        }
        Subscription known = snapshot.get().byGroup.get(new GroupKey(topicId, group));
        return known != null ? Optional.of(known) : tables.subscription(topicId, group);
    }

    /** The group's subscription to the topic if it is subscribed now. */
    public Optional<Subscription> subscription(int topicId, String group) {
        if (!isAscii(group)) {
            return Optional.empty();
        }
        Subscription known = snapshot.get().byGroup.get(new GroupKey(topicId, group));
        if (known != null && known.active()) {
            return Optional.of(known);
        }
        return tables.subscription(topicId, group).filter(Subscription::active);
    }

    /**
     * The subscription that has a position, also one that ended.
     *
     * @throws NoSuchElementException if the position was never given
     */
    public Subscription bySubscription(int topicId, int position) {
        PositionKey key = new PositionKey(topicId, position);
        Subscription subscription = snapshot.get().byPosition.get(key);
        if (subscription == null) {
            subscription = snapshot.reload().byPosition.get(key);
        }
        if (subscription == null) {
            throw new NoSuchElementException("Topic " + topicId + " has no subscription at position " + position);
        }
        return subscription;
    }

    /** The subscription with this id, also one that ended. */
    public Optional<Subscription> subscriptionById(int id) {
        @Nullable Subscription subscription = snapshot.get().bySubscriptionId.get(id);
        return Optional.ofNullable(
                subscription != null
                        ? subscription
                        : snapshot.reload().bySubscriptionId.get(id));
    }

    /** A group's subscriptions on all topics, also those that ended; at most a second old. */
    public List<Subscription> subscriptionsOf(String group) {
        return snapshot.get().bySubscriptionId.values().stream()
                .filter(each -> each.group().equals(group))
                .toList();
    }

    /** A topic's subscriptions, also those that ended; at most a second old. */
    public List<Subscription> everSubscribed(int topicId) {
        return snapshot.get().bySubscriptionId.values().stream()
                .filter(each -> each.topicId() == topicId)
                .toList();
    }

    /** How many groups are subscribed to the topic; at most a second old. */
    public int groupsOf(int topicId) {
        return snapshot.get().groups.getOrDefault(topicId, 0);
    }

    /** Makes this node see a change that it just committed. */
    void refresh() {
        snapshot.reload();
    }

    private record GroupKey(int topicId, String group) {}

    private record PositionKey(int topicId, int position) {}

    private static final class Snapshot {
        private final Map<String, Topic> byName = new HashMap<>();
        private final Map<Integer, Topic> byId = new HashMap<>();
        private final Map<GroupKey, Subscription> byGroup = new HashMap<>();
        private final Map<PositionKey, Subscription> byPosition = new HashMap<>();
        private final Map<Integer, Subscription> bySubscriptionId = new HashMap<>();
        private final Map<Integer, Integer> groups = new HashMap<>();

        Snapshot(List<Topic> topics, List<Subscription> subscriptions) {
            for (Topic topic : topics) {
                byName.put(topic.name(), topic);
                byId.put(topic.id(), topic);
            }
            for (Subscription each : subscriptions) {
                byGroup.put(new GroupKey(each.topicId(), each.group()), each);
                byPosition.put(new PositionKey(each.topicId(), each.position()), each);
                bySubscriptionId.put(each.id(), each);
                if (each.active()) {
                    groups.merge(each.topicId(), 1, Integer::sum);
                }
            }
        }
    }
}
