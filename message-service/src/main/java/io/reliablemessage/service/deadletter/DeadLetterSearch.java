package io.reliablemessage.service.deadletter;

import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.web.Cursor;
import io.reliablemessage.service.web.Page;
import io.reliablemessage.service.web.ProblemException;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Component;

/** Finds cases for the people who decide about them. */
@Component
public final class DeadLetterSearch {
    private final DeadLetterRepository table;
    private final JdbcAttempts attempts;
    private final TopicCatalog topics;

    DeadLetterSearch(DeadLetterRepository table, JdbcAttempts attempts, TopicCatalog topics) {
        this.table = table;
        this.attempts = attempts;
        this.topics = topics;
    }

    /** @throws ProblemException 400 for a cursor or limit that is none, 404 for an unknown topic or group */
    public Page<DeadLetterDetails> list(DeadLetterQuery query, @Nullable String cursor, @Nullable Integer limit) {
        int size = Page.limit(limit);
        UUID before = Cursor.id(cursor);
        String name = query.topic();
        Topic topic =
                name == null ? null : topics.byName(name).orElseThrow(() -> ProblemException.notFound("topic", name));
        List<DeadLetter> found;
        if (query.group() == null) {
            found = read(query, topic, null, before, size + 1);
        } else {
            // One bounded read per subscription of the group, each along its index, instead of a sort over all of them.
            found = subscriptions(query.group(), topic).stream()
                    .flatMap(each -> read(query, null, each, before, size + 1).stream())
                    .sorted(Comparator.comparing(DeadLetter::id, Ids::compare).reversed())
                    .limit(size + 1L)
                    .toList();
        }
        return Cursor.page(
                found.stream().map(this::details).toList(),
                size,
                each -> each.id().toString());
    }

    private List<Subscription> subscriptions(String group, @Nullable Topic topic) {
        List<Subscription> subscriptions = topics.subscriptionsOf(group).stream()
                .filter(each -> topic == null || each.topicId() == topic.id())
                .toList();
        if (subscriptions.isEmpty()) {
            throw ProblemException.notFound("subscription of group", group);
        }
        return subscriptions;
    }

    private List<DeadLetter> read(
            DeadLetterQuery query,
            @Nullable Topic topic,
            @Nullable Subscription subscription,
            @Nullable UUID before,
            int limit) {
        Specification<DeadLetter> filter = (row, criteria, are) -> {
            List<Predicate> all = new ArrayList<>();
            all.add(are.equal(row.get(DeadLetter.STATE), query.state()));
            if (topic != null) {
                all.add(are.equal(row.get(DeadLetter.TOPIC_ID), topic.id()));
            }
            if (subscription != null) {
                all.add(are.equal(row.get(DeadLetter.SUBSCRIPTION_ID), subscription.id()));
            }
            if (query.fingerprint() != null) {
                all.add(are.equal(row.get(DeadLetter.FINGERPRINT), query.fingerprint()));
            }
            if (before != null) {
                all.add(are.lessThan(row.get(DeadLetter.ID), before));
            }
            return are.and(all);
        };
        return table.findBy(
                filter,
                found -> found.sortBy(Sort.by(Sort.Direction.DESC, DeadLetter.ID))
                        .limit(limit)
                        .all());
    }

    /** @throws ProblemException 404 */
    public DeadLetterHistory get(UUID id) {
        DeadLetter deadLetter =
                table.findById(id).orElseThrow(() -> ProblemException.notFound("dead letter", id.toString()));
        return new DeadLetterHistory(details(deadLetter), attempts.of(deadLetter.messageId(), deadLetter.position()));
    }

    private DeadLetterDetails details(DeadLetter deadLetter) {
        return deadLetter.details(
                topics.byId(deadLetter.topicId()).name(),
                topics.subscriptionById(deadLetter.subscriptionId())
                        .map(Subscription::group)
                        .orElseThrow());
    }
}
