package io.reliablemessage.service.health;

import io.reliablemessage.protocol.management.GroupStanding;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Subscriptions;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import java.util.List;
import org.springframework.stereotype.Component;

/** How one consumer group stands on a topic. */
@Component
public final class GroupStandings {
    private final Subscriptions subscriptions;
    private final TopicCatalog topics;
    private final JdbcGroupStandings owing;
    private final JdbcOverview figures;

    GroupStandings(Subscriptions subscriptions, TopicCatalog topics, JdbcGroupStandings owing, JdbcOverview figures) {
        this.subscriptions = subscriptions;
        this.topics = topics;
        this.owing = owing;
        this.figures = figures;
    }

    /** @throws ProblemException 404 if the group never was subscribed to the topic, or there is no such topic */
    public GroupStanding of(Caller caller, String topic, String group) {
        SubscriptionDetails subscription = subscriptions.get(caller, topic, group);
        int topicId = topics.byName(topic).map(Topic::id).orElseThrow(() -> ProblemException.notFound("topic", topic));
        Subscription known = topics.everSubscribed(topicId, group)
                .orElseThrow(() -> ProblemException.notFound("subscription of group", group));
        JdbcGroupStandings.Owing owed = owing.owing(topicId, known.position());
        return new GroupStanding(
                subscription,
                new Overview.Count(owed.count(), owed.capped()),
                figures.openDeadLettersOf(List.of(known.id())).getOrDefault(known.id(), new Overview.Count(0, false)));
    }
}
