package io.reliablemessage.service.application;

import io.reliablemessage.protocol.MessageLimits;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.PageSize;
import io.reliablemessage.service.web.ProblemCode;
import io.reliablemessage.service.web.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Who is subscribed to what. A group gets the smallest position that no group of the topic ever had, and keeps it; the unique key
 * on topic and position has the last word. A group's name belongs to the application that subscribed it first, on whatever topic: no
 * key can say that, so subscribing locks one row that all subscribers share. Answers are given after the
 * commit, when all nodes know.
 */
@Component
public final class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final int MAX_TAGS = 500;

    private final SubscriptionRepository table;
    private final ApplicationRepository applications;
    private final Topics topics;
    private final TopicCatalog catalog;
    private final SubscriberCatalog subscribers;
    private final Upserts upserts;
    private final AuditTrail trail;

    Subscriptions(
            SubscriptionRepository table,
            ApplicationRepository applications,
            Topics topics,
            TopicCatalog catalog,
            SubscriberCatalog subscribers,
            Upserts upserts,
            AuditTrail trail) {
        this.table = table;
        this.applications = applications;
        this.topics = topics;
        this.catalog = catalog;
        this.subscribers = subscribers;
        this.upserts = upserts;
        this.trail = trail;
    }

    /**
     * Subscribes the group, or changes the tags of its subscription.
     *
     * @param tags joined by {@code ||}; {@code null} or {@code *} for the whole topic
     * @param application with an administrator as caller: who owns the group; may be left out if the group is known
     * @throws ProblemException 400 for names and tags outside their limits, 403 if the group is another application's, 404 for an
     *     unknown topic or application, 409 if the topic has had 62 groups
     */
    public SubscriptionDetails subscribe(
            Caller caller, String topic, String group, @Nullable String tags, @Nullable String application) {
        Names.checkGroup(group);
        String selected = tags(tags);
        SubscriptionDetails details = upserts.run(now -> {
            applications.findFirstByOrderById();
            int topicId = topics.find(topic).id();
            RegisteredApplication owner = owner(caller, group, application);
            GroupSubscription subscription =
                    table.findByTopicIdAndGroup(topicId, group).orElseGet(() -> open(topicId, group, owner, now));
            SubscriptionDetails before = subscription.isNew() ? null : subscription.details(topic, owner.name());
            String replaced = subscription.replacedBy(selected);
            SubscriptionDetails after =
                    table.saveAndFlush(subscription.select(selected)).details(topic, owner.name());
            note(caller, AuditAction.SUBSCRIPTION_CHANGED, before, after);
            return after.replacing(replaced);
        });
        catalog.refresh();
        subscribers.awaitNotice();
        if (details.replacedTags() != null) {
            log.warn(
                    "Group {} selected {} of topic {} and selects {} from now on; instances of it with the old selection are to be replaced",
                    group,
                    details.replacedTags(),
                    topic,
                    selected == null ? "*" : selected);
        }
        log.info(
                "Group {} of {} is subscribed to {} at position {}; it gets what is confirmed from now on",
                group,
                details.application(),
                topic,
                details.position());
        return details;
    }

    private GroupSubscription open(int topicId, String group, RegisteredApplication owner, Instant now) {
        BitSet taken = new BitSet(MessageLimits.MAX_GROUPS_PER_TOPIC);
        table.findByTopicIdOrderByPosition(topicId).forEach(each -> taken.set(each.position()));
        int position = taken.nextClearBit(0);
        if (position >= MessageLimits.MAX_GROUPS_PER_TOPIC) {
            throw new ProblemException(
                    HttpStatus.CONFLICT,
                    "group",
                    "cannot subscribe: the topic has had " + MessageLimits.MAX_GROUPS_PER_TOPIC
                            + " groups, and none gives its place away",
                    group,
                    MessageLimits.MAX_GROUPS_PER_TOPIC);
        }
        return GroupSubscription.open(topicId, group, owner.id(), position, now);
    }

    private RegisteredApplication owner(Caller caller, String group, @Nullable String named) {
        Optional<RegisteredApplication> known = table.findFirstByGroupOrderById(group)
                .flatMap(subscription -> applications.findById(subscription.applicationId()));
        RegisteredApplication claiming = claiming(caller, named)
                .or(() -> known)
                .orElseThrow(() -> ProblemException.invalid(
                        "application",
                        "must name the application that owns the group, since an administrator asks",
                        null));
        if (known.isPresent() && known.get().id() != claiming.id()) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "group", "belongs to another application", group, null);
        }
        return claiming;
    }

    private Optional<RegisteredApplication> claiming(Caller caller, @Nullable String named) {
        if (caller.seesAll()) {
            return Optional.ofNullable(named)
                    .map(name -> applications
                            .findByName(name)
                            .orElseThrow(() -> ProblemException.notFound("application", name)));
        }
        if (named != null && !named.equals(caller.name())) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN, "application", "must be the caller's own, " + caller.name());
        }
        return applications.findById(caller.requireApplication());
    }

    public SubscriptionDetails get(Caller caller, String topic, String group) {
        return details(topic, find(caller, topic, group));
    }

    /** All of the topic's for an administrator, an application's own for itself; at most 62, also those that ended. */
    public List<SubscriptionDetails> list(Caller caller, String topic) {
        return table.findByTopicIdOrderByPosition(topics.find(topic).id()).stream()
                .filter(each -> mayManage(caller, each))
                .map(each -> details(topic, each))
                .toList();
    }

    /** What the application's groups are subscribed to, on whatever topic, newest first; at most 200, also those that ended. */
    public List<SubscriptionDetails> ofApplication(String application) {
        int id = applications
                .findByName(application)
                .orElseThrow(() -> ProblemException.notFound("application", application))
                .id();
        return table.findByApplicationIdOrderByIdDesc(id, Limit.of(PageSize.MAX)).stream()
                .map(each -> each.details(catalog.byId(each.topicId()).name(), application))
                .toList();
    }

    /** Ends the subscription; nothing happens if it has ended. The group keeps its position for the day it comes back. */
    public void end(Caller caller, String topic, String group) {
        upserts.run(now -> {
            GroupSubscription subscription = find(caller, topic, group);
            SubscriptionDetails before = details(topic, subscription);
            subscription.end(now);
            table.saveAndFlush(subscription);
            note(caller, AuditAction.SUBSCRIPTION_ENDED, before, details(topic, subscription));
            return subscription;
        });
        catalog.refresh();
        subscribers.awaitNotice();
        log.info("Group {} is no longer subscribed to {}; it gets nothing that is confirmed from now on", group, topic);
    }

    /** What applications do with their own subscriptions, at each of their starts, is none of the audit trail's business. */
    private void note(
            Caller caller, AuditAction action, @Nullable SubscriptionDetails before, SubscriptionDetails after) {
        if (caller.seesAll() && !after.equals(before)) {
            trail.write(AuditNote.of(caller, action, "group " + after.group()).withChange(before, after));
        }
    }

    private GroupSubscription find(Caller caller, String topic, String group) {
        return table.findByTopicIdAndGroup(topics.find(topic).id(), group)
                .filter(each -> mayManage(caller, each))
                .orElseThrow(() -> ProblemException.notFound("subscription to " + topic + " of group", group));
    }

    private static boolean mayManage(Caller caller, GroupSubscription subscription) {
        return caller.seesAll() || Integer.valueOf(subscription.applicationId()).equals(caller.applicationId());
    }

    private SubscriptionDetails details(String topic, GroupSubscription subscription) {
        String application = applications
                .findById(subscription.applicationId())
                .map(RegisteredApplication::name)
                .orElseThrow();
        return subscription.details(topic, application);
    }

    private static @Nullable String tags(@Nullable String given) {
        if (given == null || given.trim().equals("*")) {
            return null;
        }
        String joined =
                Arrays.stream(given.split("\\|\\|", -1)).map(String::trim).collect(Collectors.joining("||"));
        for (String tag : joined.split("\\|\\|", -1)) {
            if (!TAG.matcher(tag).matches()) {
                throw ProblemException.invalid(
                        "tags",
                        "must be tags of 1 to 64 letters, digits, '_', '.' or '-', joined by '||'",
                        MessageLimits.MAX_TAG_LENGTH);
            }
        }
        if (joined.length() > MAX_TAGS) {
            throw ProblemException.invalid(
                            "tags",
                            "must have at most " + MAX_TAGS + " characters; they have " + joined.length(),
                            MAX_TAGS)
                    .as(ProblemCode.TEXT_LENGTH);
        }
        return joined;
    }
}
