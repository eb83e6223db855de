package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.SubscriberCatalog;
import io.reliablemessage.service.application.Subscribers;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.application.TopicCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides messages: one plain read of those that are not remembered, one guarded update per source state and direction, commit, then publish. If the process dies
 * after the commit, the update has already made the first delivery due, and any node redelivers.
 */
@Component
class DecisionWriter {
    private static final Logger log = LoggerFactory.getLogger(DecisionWriter.class);

    private final JdbcMessages messages;
    private final SubscriberCatalog subscribers;
    private final JdbcSeparations separations;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final ConfirmedMessages confirmed;
    private final VerdictCancellations cancellations;

    DecisionWriter(
            JdbcMessages messages,
            Groups groups,
            Catalogs catalogs,
            ConfirmedMessages confirmed,
            VerdictCancellations cancellations) {
        this.messages = messages;
        this.subscribers = groups.subscribers();
        this.separations = groups.separations();
        this.topics = catalogs.topics();
        this.applications = catalogs.applications();
        this.confirmed = confirmed;
        this.cancellations = cancellations;
    }

    /** Who gets a message, and who gets it apart from the others. */
    @Component
    record Groups(SubscriberCatalog subscribers, JdbcSeparations separations) {}

    /** The messages that are to be decided, as they are now; what is decided meanwhile, no update touches. */
    Map<UUID, Undecided> read(Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of() : messages.undecided(ids);
    }

    /** Whether these decisions are one update: all of them move messages from one state in one direction, and nobody has to be told. */
    static boolean isOneUpdate(List<Decision> decisions, Map<UUID, Undecided> found) {
        record Move(MessageState from, boolean commits) {}
        return decisions.stream().noneMatch(decision -> decision.applicationId() == null)
                && decisions.stream()
                                .filter(decision -> found.containsKey(decision.id()))
                                .map(decision -> new Move(
                                        Objects.requireNonNull(found.get(decision.id()))
                                                .state(),
                                        decision.commits()))
                                .distinct()
                                .count()
                        <= 1;
    }

    /** Reads, and writes inside the caller's transaction; see {@link #write(List, Map, HeldDeliveries.Held, List)}. */
    List<ItemResult> write(List<Decision> decisions, HeldDeliveries.Held paused, List<OutboundMessage> publish) {
        List<UUID> ids = decisions.stream().map(Decision::id).distinct().toList();
        return write(decisions, read(ids), paused, publish);
    }

    /** Writes; what has to be published goes to {@code publish}, for after the commit. */
    List<ItemResult> write(
            List<Decision> decisions,
            Map<UUID, Undecided> found,
            HeldDeliveries.Held paused,
            List<OutboundMessage> publish) {
        Map<UUID, Decision> moving = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            Undecided message = found.get(decision.id());
            if (message != null && isAllowed(decision, message) && decision.decides(message.state())) {
                moving.putIfAbsent(decision.id(), decision);
            }
        }
        Map<UUID, MessageState> states = new HashMap<>();
        found.forEach((id, message) -> states.put(id, message.state()));
        Set<UUID> moved = move(moving, new Found(found, paused), states, publish);
        List<ItemResult> results = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            Undecided message = found.get(decision.id());
            if (message == null || !isAllowed(decision, message)) {
                results.add(ItemResult.notFound(decision.id()));
            } else if (moving.get(decision.id()) == decision && moved.contains(decision.id())) {
                results.add(ItemResult.applied(decision.id(), Objects.requireNonNull(states.get(decision.id()))));
            } else if (message.remembered() && !moved.contains(decision.id())) {
                results.add(ItemResult.notFound(decision.id())); // As it was remembered; the caller asks the table.
            } else {
                results.add(repeated(decision, Objects.requireNonNull(states.get(decision.id()))));
            }
        }
        return results;
    }

    private record Found(Map<UUID, Undecided> messages, HeldDeliveries.Held paused) {
        Undecided get(UUID id) {
            return Objects.requireNonNull(messages.get(id));
        }
    }

    private Set<UUID> move(
            Map<UUID, Decision> moving, Found found, Map<UUID, MessageState> states, List<OutboundMessage> publish) {
        Set<UUID> moved = new HashSet<>();
        for (MessageState from : List.of(MessageState.PREPARED, MessageState.UNDECIDED)) {
            List<UUID> commits = new ArrayList<>();
            List<UUID> cancels = new ArrayList<>();
            moving.values().stream()
                    .filter(decision -> found.get(decision.id()).state() == from)
                    .forEach(decision -> (decision.commits() ? commits : cancels).add(decision.id()));
            commits.sort(Ids::compare);
            cancels.sort(Ids::compare);
            if (!commits.isEmpty()) {
                confirm(commits, from, found, states, moved, publish);
            }
            if (!cancels.isEmpty()) {
                long claim = Claim.next();
                int count = messages.cancel(cancels, from, claim);
                note(cancels, claim, count, MessageState.CANCELLED, states, moved);
            }
        }
        cancellations.cancelled(moving.values().stream()
                .filter(decision ->
                        decision.applicationId() == null && !decision.commits() && moved.contains(decision.id()))
                .map(Decision::id)
                .sorted(Ids::compare)
                .toList());
        return moved;
    }

    private void confirm(
            List<UUID> ids,
            MessageState from,
            Found found,
            Map<UUID, MessageState> states,
            Set<UUID> moved,
            List<OutboundMessage> publish) {
        List<Integer> topicIds = ids.stream()
                .map(id -> found.get(id).content().topicId())
                .distinct()
                .toList();
        FirstDelivery.Moment moment = new FirstDelivery.Moment(
                subscribers.of(topicIds),
                confirmed.publishesAtOnce(),
                found.paused(),
                ThreadLocalRandom.current()::nextDouble);
        Map<UUID, FirstDelivery> firsts = new HashMap<>();
        JsonRows rows = new JsonRows();
        for (UUID id : ids) {
            FirstDelivery first = firstDelivery(found.get(id), moment);
            firsts.put(id, first);
            rows.row(id)
                    .with("groups", Subscribers.positions(first.groups()))
                    .with("attempts", first.attempts())
                    .with("due", first.dueInMillis())
                    .with("shard", Shards.of(id));
        }
        long claim = Claim.next();
        int count = messages.confirm(rows, from, claim);
        note(ids, claim, count, MessageState.CONFIRMED, states, moved);
        separate(ids.stream().filter(moved::contains).toList(), firsts);
        for (UUID id : ids) {
            FirstDelivery first = Objects.requireNonNull(firsts.get(id));
            if (moved.contains(id) && first.isPublishedAtOnce()) {
                publish.add(outbound(found.get(id).content(), first));
            }
        }
    }

    /**
     * Gives the groups that are paused schedules of their own, on which they have had no attempt yet.
     *
     * @param sortedIds messages that have just been confirmed in the caller's transaction
     */
    void separate(List<UUID> sortedIds, Map<UUID, FirstDelivery> firsts) {
        List<UUID> held = sortedIds.stream()
                .filter(id -> !Objects.requireNonNull(firsts.get(id)).held().isEmpty())
                .toList();
        if (held.isEmpty()) {
            return;
        }
        JsonRows rows = new JsonRows();
        for (UUID id : held) {
            FirstDelivery first = Objects.requireNonNull(firsts.get(id));
            rows.row(id)
                    .with("seen", first.attempts())
                    .with("attempts", 0)
                    .with("bits", Subscribers.positions(first.held()))
                    .with("shard", Shards.of(id));
        }
        separations.separate(rows);
    }

    private FirstDelivery firstDelivery(Undecided message, FirstDelivery.Moment moment) {
        Topic topic = topics.byId(message.content().topicId());
        RedeliverySchedule schedule = message.scheduleMillis() == null
                ? new RedeliverySchedule(topic.schedule())
                : RedeliverySchedule.ofMillis(message.scheduleMillis());
        return moment.of(
                topic,
                message.content().applicationId(),
                message.content().tag(),
                new FirstDelivery.Wishes(message.deliverAt(), message.delayMillis(), message.expiresAt(), schedule));
    }

    OutboundMessage outbound(StoredContent content, FirstDelivery first) {
        return content.outbound(
                topics.byId(content.topicId()).name(),
                applications.byId(content.applicationId()).name(),
                1,
                first.delivered().stream().map(Subscription::group).toList());
    }

    private void note(
            List<UUID> ids, long claim, int count, MessageState to, Map<UUID, MessageState> states, Set<UUID> moved) {
        if (count == ids.size()) {
            moved.addAll(ids);
            ids.forEach(id -> states.put(id, to));
            return;
        }
        messages.claimed(ids, claim).forEach((id, now) -> {
            states.put(id, now.state());
            if (now.byThisClaim()) {
                moved.add(id);
            }
        });
    }

    private static boolean isAllowed(Decision decision, Undecided message) {
        return decision.applicationId() == null
                || decision.applicationId() == message.content().applicationId();
    }

    private static ItemResult repeated(Decision decision, MessageState state) {
        boolean committed = state != MessageState.CANCELLED;
        if (state == MessageState.PREPARED || state == MessageState.UNDECIDED) {
            return ItemResult.conflict(decision.id(), state, "is " + state + ", which this call does not decide");
        }
        if (committed == decision.commits()) {
            return ItemResult.unchanged(decision.id(), state);
        }
        log.error(
                "Message {} is {} and stays so, but its producer now says the opposite; producer and outbox disagree and a person must look",
                decision.id(),
                state);
        return ItemResult.conflict(
                decision.id(),
                state,
                "is " + state + "; a late " + (decision.commits() ? "confirm" : "cancel") + " changes nothing");
    }
}
