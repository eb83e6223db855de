package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.application.SubscriberCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.statistics.Counted;
import io.reliablemessage.service.statistics.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Stores new messages. New ids are the rule, so they are inserted without looking first; only when the unique key says that one is
 * there already are the stored ones read and compared.
 */
@Component
class InsertWriter {
    private final JdbcMessages messages;
    private final SubscriberCatalog subscribers;
    private final DecisionWriter decisions;
    private final PreparedMessages prepared;
    private final ConfirmedMessages confirmed;
    private final HeldDeliveries paused;
    private final Counts counts;
    private final TopicCatalog topics;
    private final Transactions transactions;

    InsertWriter(
            JdbcMessages messages,
            SubscriberCatalog subscribers,
            Decided decided,
            Neighbours neighbours,
            Transactions transactions) {
        this.messages = messages;
        this.subscribers = subscribers;
        this.decisions = decided.decisions();
        this.prepared = decided.prepared();
        this.confirmed = neighbours.confirmed();
        this.paused = neighbours.paused();
        this.counts = neighbours.counts();
        this.topics = neighbours.topics();
        this.transactions = transactions;
    }

    /** Who decides messages later, and what that is spared. */
    @Component
    record Decided(DecisionWriter decisions, PreparedMessages prepared) {}

    /** Who says what may be published at once and how many groups there are, and who is told of what is stored. */
    @Component
    record Neighbours(ConfirmedMessages confirmed, HeldDeliveries paused, Counts counts, TopicCatalog topics) {}

    /** Each try that finds a duplicate has seen one more of the ids being stored elsewhere, so there are no more tries than ids. */
    List<ItemResult> write(List<Arrival> arrivals) {
        for (int attempt = 1; ; attempt++) {
            boolean lookFirst = attempt > 1;
            try {
                List<OutboundMessage> publish = new ArrayList<>();
                Set<Arrival> fresh = Collections.newSetFromMap(new IdentityHashMap<>());
                HeldDeliveries.Held now = paused.now();
                Supplier<List<ItemResult>> work = () -> {
                    publish.clear();
                    fresh.clear();
                    return writeOnce(arrivals, lookFirst, now, new Outcomes(publish, fresh));
                };
                List<ItemResult> results = !lookFirst && !now.holdsAnyGroup() && isOneInsert(arrivals)
                        ? transactions.single(work)
                        : transactions.run(work);
                if (!publish.isEmpty()) {
                    confirmed.publish(publish);
                }
                count(arrivals, results, fresh);
                prepared.remember(fresh.stream()
                        .filter(arrival -> !arrival.submitted())
                        .map(Arrival::content)
                        .toList());
                return results;
            } catch (DuplicateKeyException e) {
                if (attempt > arrivals.size() + 1) {
                    throw e;
                }
            }
        }
    }

    private void count(List<Arrival> arrivals, List<ItemResult> results, Set<Arrival> fresh) {
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            if (results.get(i).outcome() == Outcome.APPLIED) {
                int topicId = arrival.content().topic().id();
                if (fresh.contains(arrival)) {
                    counts.add(topicId, Counted.ACCEPTED, 1);
                }
                if (arrival.submitted()) {
                    counts.add(topicId, Counted.CONFIRMED, 1);
                }
            }
        }
    }

    /** A message that comes twice may have to be confirmed after its insert. */
    private static boolean isOneInsert(List<Arrival> arrivals) {
        return JdbcMessages.isOneInsert(arrivals.size())
                && arrivals.stream().map(Arrival::id).distinct().count() == arrivals.size();
    }

    private List<ItemResult> writeOnce(
            List<Arrival> arrivals, boolean lookFirst, HeldDeliveries.Held now, Outcomes outcomes) {
        Map<UUID, JdbcMessages.Existing> existing = lookFirst
                ? messages.existing(
                        arrivals.stream().map(Arrival::id).distinct().toList())
                : Map.of();
        Map<UUID, Arrival> fresh = new LinkedHashMap<>();
        for (Arrival arrival : arrivals) {
            if (!existing.containsKey(arrival.id())) {
                fresh.putIfAbsent(arrival.id(), arrival);
            }
        }
        Map<UUID, JdbcMessages.Existing> known = new HashMap<>(existing);
        if (!fresh.isEmpty()) {
            insert(List.copyOf(fresh.values()), now, outcomes.publish());
            outcomes.stored().addAll(fresh.values());
            fresh.values().forEach(arrival -> known.put(arrival.id(), arrival.stored()));
        }
        return results(arrivals, fresh, known, now, outcomes.publish());
    }

    /** What a transaction leaves for after its commit. */
    private record Outcomes(List<OutboundMessage> publish, Set<Arrival> stored) {}

    private void insert(List<Arrival> fresh, HeldDeliveries.Held now, List<OutboundMessage> publish) {
        FirstDelivery.@Nullable Moment moment = null;
        if (fresh.stream().anyMatch(Arrival::submitted)) {
            moment = new FirstDelivery.Moment(
                    subscribers.of(fresh.stream()
                            .map(arrival -> arrival.content().topic().id())
                            .distinct()
                            .toList()),
                    confirmed.publishesAtOnce(),
                    now,
                    ThreadLocalRandom.current()::nextDouble);
        }
        List<NewRow> rows = new ArrayList<>(fresh.size());
        Map<UUID, FirstDelivery> firsts = new HashMap<>();
        for (Arrival arrival : fresh) {
            FirstDelivery first = arrival.submitted() && moment != null ? arrival.firstDelivery(moment) : null;
            rows.add(new NewRow(
                    arrival.content(),
                    first,
                    first != null
                            ? first.groups().size()
                            : topics.groupsOf(arrival.content().topic().id())));
            if (first != null) {
                firsts.put(arrival.id(), first);
            }
            if (first != null && first.isPublishedAtOnce() && moment != null) {
                StoredContent content =
                        StoredContent.of(arrival.content(), moment.subscribers().now());
                publish.add(decisions.outbound(content, first));
            }
        }
        rows.sort(
                (one, other) -> Ids.compare(one.content().id(), other.content().id()));
        messages.insert(rows);
        if (now.holdsAnyGroup()) {
            decisions.separate(firsts.keySet().stream().sorted(Ids::compare).toList(), firsts);
        }
    }

    private List<ItemResult> results(
            List<Arrival> arrivals,
            Map<UUID, Arrival> fresh,
            Map<UUID, JdbcMessages.Existing> known,
            HeldDeliveries.Held now,
            List<OutboundMessage> publish) {
        ItemResult[] results = new ItemResult[arrivals.size()];
        List<Decision> confirms = new ArrayList<>();
        List<Integer> confirmIndexes = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            Arrival arrival = arrivals.get(i);
            JdbcMessages.Existing stored = Objects.requireNonNull(known.get(arrival.id()));
            if (fresh.get(arrival.id()) == arrival) {
                results[i] = ItemResult.applied(arrival.id(), stored.state());
            } else if (arrival.submitted() && isSame(arrival, stored) && stored.state() != MessageState.CONFIRMED) {
                confirms.add(
                        new Decision(arrival.id(), arrival.content().applicationId(), true, MessageState.PREPARED));
                confirmIndexes.add(i);
            } else {
                results[i] = repeated(arrival, stored);
            }
        }
        if (!confirms.isEmpty()) {
            List<ItemResult> decided = decisions.write(confirms, now, publish);
            for (int i = 0; i < decided.size(); i++) {
                results[confirmIndexes.get(i)] = decided.get(i);
            }
        }
        return Arrays.asList(results);
    }

    private static boolean isSame(Arrival arrival, JdbcMessages.Existing stored) {
        return stored.applicationId() == arrival.content().applicationId()
                && Arrays.equals(stored.contentHash(), arrival.content().hash());
    }

    private static ItemResult repeated(Arrival arrival, JdbcMessages.Existing stored) {
        if (stored.applicationId() != arrival.content().applicationId()) {
            return ItemResult.invalid(arrival.id(), "id", "is taken");
        }
        if (!isSame(arrival, stored)) {
            return ItemResult.conflict(arrival.id(), stored.state(), "was stored before with other content");
        }
        return ItemResult.unchanged(arrival.id(), stored.state());
    }

    /**
     * A message as it came in.
     *
     * @param submitted to be confirmed at once
     */
    record Arrival(MessageContent content, boolean submitted) {
        UUID id() {
            return content.id();
        }

        JdbcMessages.Existing stored() {
            MessageState state = submitted ? MessageState.CONFIRMED : MessageState.PREPARED;
            return new JdbcMessages.Existing(content.applicationId(), state, content.hash());
        }

        FirstDelivery firstDelivery(FirstDelivery.Moment moment) {
            return moment.of(
                    content.topic(),
                    content.applicationId(),
                    content.tag(),
                    new FirstDelivery.Wishes(
                            content.deliverAt(), content.delayMillis(), content.expiresAt(), content.schedule()));
        }
    }
}
