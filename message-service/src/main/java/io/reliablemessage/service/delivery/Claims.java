package io.reliablemessage.service.delivery;

import io.reliablemessage.protocol.management.WithoutSubscriber;
import io.reliablemessage.service.application.SubscriberCatalog;
import io.reliablemessage.service.application.Subscribers;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.outbox.Catalogs;
import io.reliablemessage.service.outbox.Claim;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.RedeliverySchedule;
import io.reliablemessage.service.outbox.StoredContent;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.receipt.GroupId;
import io.reliablemessage.service.receipt.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes due deliveries. A claim is a conditional update that itself moves the due time to the next attempt: whoever changed the row
 * has won it, a node that dies has nothing to release, and a paused node that wakes up changes nothing that moved on meanwhile.
 */
@Component
public class Claims {
    /** How soon a message that nobody is subscribed to is looked at again: first, and at last; in between after half its age. */
    private static final Duration FIRST_HOLD = Duration.ofSeconds(15);

    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /** Payload bytes of one claim; what does not fit stays due. Several turns claim at once, so this bounds a node's memory. */
    private static final long MAX_BYTES = 8L * 1024 * 1024;

    private final JdbcClaims claims;
    private final SubscriberCatalog subscribers;
    private final Settlement settlement;
    private final HeldBack heldBack;
    private final Catalogs catalogs;
    private final Transactions transactions;

    Claims(Tables tables, HeldBack heldBack, Settlement settlement, Catalogs catalogs, Transactions transactions) {
        this.claims = tables.claims();
        this.subscribers = tables.subscribers();
        this.heldBack = heldBack;
        this.settlement = settlement;
        this.catalogs = catalogs;
        this.transactions = transactions;
    }

    @Component
    record Tables(JdbcClaims claims, SubscriberCatalog subscribers) {}

    /**
     * Claims deliveries that are due in these shards, except those that are paused; buries those whose attempts are used up and ends those that have expired.
     *
     * @param limit at most so many messages and so many groups with a schedule of their own per shard
     * @return what was won, to be published outside any transaction, and whether there is more
     */
    public Won claimDue(Set<Integer> shards, int limit) {
        JdbcClaims.DueIds due = claims.due(shards, limit);
        List<OutboundMessage> won = new ArrayList<>();
        Turn messages = claimMessages(due, won);
        Turn groups = claimGroups(due, won);
        boolean full = due.messages().size() + due.groups().size() >= limit;
        return new Won(won, (messages.moved() || groups.moved()) && (full || messages.left() || groups.left()));
    }

    /** Those of these shards in which anything is due; reads a row of each at the most. */
    Set<Integer> shardsWithDue(Set<Integer> shards) {
        return claims.shardsWithDue(shards);
    }

    /**
     * What became of the due rows that were read.
     *
     * @param moved whether any of them is not due any more
     * @param left whether any of them may be claimed at once and was not: there was no room for its payload, or it is to be read again
     *     without a group that is paused
     */
    private record Turn(boolean moved, boolean left) {
        static final Turn NOTHING = new Turn(false, false);
    }

    private Turn claimMessages(JdbcClaims.DueIds found, List<OutboundMessage> won) {
        List<UUID> ids = found.messages();
        if (ids.isEmpty()) {
            found.messagesWorkedOff().run();
            return Turn.NOTHING;
        }
        List<JdbcClaims.DueMessage> all = claims.messages(ids);
        HeldBack.Claimable claimable = heldBack.withoutHeld(all);
        List<JdbcClaims.DueMessage> due = claimable.messages();
        List<UUID> exhausted = new ArrayList<>();
        List<UUID> expired = new ArrayList<>();
        List<JdbcClaims.DueMessage> attempts = new ArrayList<>();
        long bytes = 0;
        for (JdbcClaims.DueMessage message : due) {
            boolean spent = message.attempts() >= maxAttempts(message.topicId(), message.maxAttempts());
            if (message.expired()) {
                expired.add(message.id());
            } else if (spent && message.sets().owing() != 0) {
                exhausted.add(message.id());
            } else if (attempts.isEmpty() || bytes + message.bytes() <= MAX_BYTES) {
                attempts.add(message);
                bytes += message.bytes();
            }
        }
        boolean workedOff =
                !claimable.othersAreDue() && attempts.size() + exhausted.size() + expired.size() == due.size();
        if (!exhausted.isEmpty()) {
            settlement.buryExhausted(exhausted);
        }
        expire(expired);
        if (attempts.isEmpty()) {
            if (workedOff) {
                found.messagesWorkedOff().run();
            }
            return new Turn(!all.isEmpty(), !workedOff);
        }
        long claim = Claim.next();
        List<JdbcClaims.ClaimedMessage> mine = transactions.run(() -> {
            claims.claimMessages(nextAttempts(attempts), claim);
            List<JdbcClaims.ClaimedMessage> claimed = claims.claimedMessages(ids, claim);
            claims.recordNoReceipt(claimed);
            return claimed;
        });
        if (workedOff) {
            found.messagesWorkedOff().run();
        }
        mine.forEach(message -> won.addAll(outbound(message)));
        return new Turn(!mine.isEmpty() || attempts.size() < all.size(), !workedOff);
    }

    private JsonRows nextAttempts(List<JdbcClaims.DueMessage> due) {
        Subscribers now = subscribers.of(
                due.stream().map(JdbcClaims.DueMessage::topicId).distinct().toList());
        JsonRows rows = new JsonRows();
        for (JdbcClaims.DueMessage message : due) {
            Topic topic = catalogs.topics().byId(message.topicId());
            long all = message.sets().all();
            boolean stillHeld = false;
            boolean forPaused = false;
            if (all == 0) {
                List<Subscription> groups = now.of(topic.id(), message.tag());
                all = Subscribers.positions(groups);
                forPaused = groups.stream().anyMatch(group -> heldBack.holds(group.group()));
                stillHeld = forPaused || (all == 0 && topic.withoutSubscriber() == WithoutSubscriber.HOLD);
            }
            int attempt = message.attempts() + 1;
            // With its groups, a paused one among them, it is looked at once more before it is delivered; none of them
            // has had an attempt.
            long next = stillHeld
                    ? (forPaused ? 0 : holdMillis(message.ageSeconds()))
                    : schedule(topic, message.scheduleMillis())
                            .millisAfter(attempt, ThreadLocalRandom.current()::nextDouble);
            rows.row(message.id())
                    .with("seen", message.attempts())
                    .with("attempts", forPaused ? 0 : stillHeld ? message.attempts() : attempt)
                    .with("groups", message.sets().all() == 0 ? all : null)
                    .with("due", next);
        }
        return rows;
    }

    /** Old held messages are looked at seldom, so that many of them do not keep due ones from their turn. */
    static long holdMillis(long ageSeconds) {
        return Math.min(Math.max(FIRST_HOLD.toMillis(), ageSeconds * 500), LONGEST_HOLD.toMillis());
    }

    private List<OutboundMessage> outbound(JdbcClaims.ClaimedMessage message) {
        StoredContent content = message.content();
        Topic topic = catalogs.topics().byId(content.topicId());
        boolean held = message.owing() == 0 && topic.withoutSubscriber() == WithoutSubscriber.HOLD;
        if (message.attempts() == 0 || held) {
            return List.of();
        }
        return List.of(content.outbound(
                topic.name(),
                catalogs.applications().byId(content.applicationId()).name(),
                message.attempts(),
                catalogs.groups(content.topicId(), message.owing())));
    }

    private Turn claimGroups(JdbcClaims.DueIds found, List<OutboundMessage> won) {
        List<GroupId> ids = found.groups();
        if (ids.isEmpty()) {
            found.groupsWorkedOff().run();
            return Turn.NOTHING;
        }
        List<JdbcClaims.DueGroup> all = claims.groups(ids);
        List<JdbcClaims.DueGroup> due = heldBack.withoutHeldOnOwnSchedule(all);
        List<JdbcClaims.DueGroup> attempts = new ArrayList<>();
        List<GroupId> exhausted = new ArrayList<>();
        List<UUID> expired = new ArrayList<>();
        long bytes = 0;
        for (JdbcClaims.DueGroup group : due) {
            boolean spent = group.attempts() >= maxAttempts(group.topicId(), group.maxAttempts());
            if (group.expired()) {
                expired.add(group.id());
            } else if (spent) {
                exhausted.add(new GroupId(group.id(), group.position()));
            } else if (attempts.isEmpty() || bytes + group.bytes() <= MAX_BYTES) {
                attempts.add(group);
                bytes += group.bytes();
            }
        }
        boolean allFit = attempts.size() + exhausted.size() + expired.size() == due.size();
        if (!exhausted.isEmpty()) {
            settlement.buryExhaustedGroups(exhausted);
        }
        expire(expired);
        if (attempts.isEmpty()) {
            found.groupsWorkedOff().run();
            return new Turn(!all.isEmpty(), false);
        }
        JsonRows rows = new JsonRows();
        for (JdbcClaims.DueGroup group : attempts) {
            Topic topic = catalogs.topics().byId(group.topicId());
            int attempt = group.attempts() + 1;
            rows.row(group.id())
                    .with("position", group.position())
                    .with("seen", group.attempts())
                    .with("round", group.round())
                    .with(
                            "due",
                            schedule(topic, group.scheduleMillis())
                                    .millisAfter(attempt, ThreadLocalRandom.current()::nextDouble));
        }
        long claim = Claim.next();
        List<JdbcClaims.ClaimedGroup> mine = transactions.run(() -> {
            claims.claimGroups(rows, claim);
            List<JdbcClaims.ClaimedGroup> claimed = claims.claimedGroups(ids, claim);
            claims.recordGroupNoReceipt(claimed);
            return claimed;
        });
        if (allFit) {
            found.groupsWorkedOff().run();
        }
        mine.forEach(group -> won.add(outbound(group)));
        return new Turn(!mine.isEmpty() || attempts.size() < all.size(), !allFit);
    }

    private OutboundMessage outbound(JdbcClaims.ClaimedGroup group) {
        StoredContent content = group.content();
        Subscription subscription = catalogs.topics().bySubscription(content.topicId(), group.position());
        return content.outbound(
                catalogs.topics().byId(content.topicId()).name(),
                catalogs.applications().byId(content.applicationId()).name(),
                group.attempts(),
                List.of(subscription.group()),
                group.round(),
                group.position());
    }

    /**
     * Gives attempts back that did not reach the broker, through no fault of the message, and makes them due again.
     *
     * @param delayMillis from now
     */
    public void postpone(List<OutboundMessage> messages, long delayMillis) {
        Map<Boolean, List<OutboundMessage>> byOwnSchedule =
                messages.stream().collect(Collectors.partitioningBy(message -> message.position() != null));
        transactions.run(() -> {
            claims.postponeMessages(rows(Objects.requireNonNull(byOwnSchedule.get(false))), delayMillis);
            claims.postponeGroups(rows(Objects.requireNonNull(byOwnSchedule.get(true))), delayMillis);
        });
    }

    /** Ends messages without subscribers at the broker, where their topic says so: CONFIRMED to CONSUMED. */
    public void endAtBroker(List<UUID> ids) {
        List<UUID> sorted = ids.stream().sorted(Ids::compare).toList();
        transactions.run(() -> claims.endAtBroker(sorted));
    }

    /** The broker refuses these deliveries for good: their groups get dead-letter cases. */
    public void refuse(List<OutboundMessage> messages, String why) {
        settlement.buryRefused(messages, why);
    }

    /**
     * CONFIRMED messages whose {@code expiresAt} has passed become EXPIRED, also those that are paused. Looks at the first due rows of each shard only, so that a
     * long backlog costs nothing; {@link #claimDue} sees to the rest.
     *
     * @return how many
     */
    public int expireDue(Set<Integer> shards, int limit) {
        Set<Integer> all = new HashSet<>(shards);
        all.addAll(heldBack.shards());
        List<UUID> expired = claims.expired(all, limit);
        expire(expired);
        return expired.size();
    }

    private void expire(List<UUID> ids) {
        if (ids.isEmpty()) {
            return;
        }
        List<UUID> sorted = ids.stream().distinct().sorted(Ids::compare).toList();
        transactions.run(() -> {
            claims.expire(sorted);
            settlement.endExpiredReplays(sorted);
        });
    }

    private static JsonRows rows(List<OutboundMessage> messages) {
        JsonRows rows = new JsonRows();
        messages.stream()
                .sorted((one, other) -> Ids.compare(one.id(), other.id()))
                .forEach(message -> rows.row(message.id())
                        .with("attempt", message.attempt())
                        .with("position", message.position()));
        return rows;
    }

    private int maxAttempts(int topicId, @Nullable Integer own) {
        return own != null ? own : catalogs.topics().byId(topicId).maxAttempts();
    }

    private static RedeliverySchedule schedule(Topic topic, @Nullable String own) {
        return own != null ? RedeliverySchedule.ofMillis(own) : new RedeliverySchedule(topic.schedule());
    }

    /**
     * @param messages claimed deliveries
     * @param more whether the next call will find more at once
     */
    public record Won(List<OutboundMessage> messages, boolean more) {}
}
