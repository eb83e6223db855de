package io.reliablemessage.service.application;

import io.reliablemessage.protocol.management.SubscriptionDetails;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A group's place on a topic. It keeps its position for ever, also while it is not subscribed. */
@Entity
@Table(name = "subscription")
class GroupSubscription {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Integer id;

    @Column(updatable = false)
    private int topicId;

    @Column(name = "group_name", updatable = false)
    private String group = "";

    @Column(updatable = false)
    private int applicationId;

    @Column(updatable = false)
    private int position;

    private @Nullable String tags;

    @Column(updatable = false)
    private Instant createdAt = Instant.EPOCH;

    private @Nullable Instant endedAt;

    protected GroupSubscription() {}

    static GroupSubscription open(int topicId, String group, int applicationId, int position, Instant now) {
        GroupSubscription subscription = new GroupSubscription();
        subscription.topicId = topicId;
        subscription.group = group;
        subscription.applicationId = applicationId;
        subscription.position = position;
        subscription.createdAt = now;
        return subscription;
    }

    /** Subscribes, or subscribes again at the same position. */
    GroupSubscription select(@Nullable String newTags) {
        tags = newTags;
        endedAt = null;
        return this;
    }

    /** The selection that {@link #select} would replace, {@code *} for the whole topic; {@code null} if it would change nothing. */
    @Nullable
    String replacedBy(@Nullable String newTags) {
        boolean subscribed = !isNew() && endedAt == null;
        return !subscribed || Objects.equals(tags, newTags) ? null : Objects.requireNonNullElse(tags, "*");
    }

    boolean isNew() {
        return id == null;
    }

    void end(Instant now) {
        if (endedAt == null) {
            endedAt = now;
        }
    }

    String group() {
        return group;
    }

    int topicId() {
        return topicId;
    }

    int applicationId() {
        return applicationId;
    }

    int position() {
        return position;
    }

    SubscriptionDetails details(String topic, String application) {
        return new SubscriptionDetails(topic, group, application, position, tags, createdAt, endedAt, null);
    }
}
