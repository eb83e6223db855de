package io.reliablemessage.service.timeline;

import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The groups behind the numbers in the records of a message. */
@Component
class GroupNames {
    private final TopicCatalog topics;

    GroupNames(TopicCatalog topics) {
        this.topics = topics;
    }

    OfTopic of(String topic) {
        int id = topics.byName(topic)
                .orElseThrow(() -> new NoSuchElementException("There is no topic " + topic))
                .id();
        return new OfTopic(topics, id);
    }

    record OfTopic(TopicCatalog topics, int topicId) {
        String at(int position) {
            return topics.bySubscription(topicId, position).group();
        }

        /** {@code null} for 0, which means no group in particular. */
        @Nullable
        String bySubscription(int id) {
            return topics.subscriptionById(id).map(Subscription::group).orElse(null);
        }

        /** The position of a group that is or was subscribed. */
        int positionOf(String group) {
            return topics.everSubscribed(topicId, group).orElseThrow().position();
        }
    }
}
