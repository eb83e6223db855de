package io.reliablemessage.service.receipt;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.Topic;
import io.reliablemessage.service.deadletter.Burial;
import io.reliablemessage.service.deadletter.CaseKey;
import io.reliablemessage.service.outbox.Catalogs;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.RedeliverySchedule;
import io.reliablemessage.service.receipt.JdbcSettlement.AttemptId;
import io.reliablemessage.service.receipt.JdbcSettlement.FailedAttempt;
import io.reliablemessage.service.receipt.JdbcSettlement.Own;
import io.reliablemessage.service.receipt.JdbcSettlement.OwnSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Works out what reports mean for locked messages, in memory, one after the other; {@link Settlement} then writes the outcome. A
 * report about an attempt that is not the current one is put on record and changes no schedule.
 */
final class Ledger {
    private final Map<UUID, LockedMessage> messages;
    private final Map<GroupId, OwnSchedule> own;
    private final Set<AttemptId> failed;
    private final Catalogs catalogs;
    private final DoubleSupplier random;
    private final Map<UUID, GroupSets> sets = new LinkedHashMap<>();
    private final Map<UUID, StringBuilder> logs = new HashMap<>();
    private final Map<GroupId, Own> scheduled = new LinkedHashMap<>();
    private final Set<GroupId> unscheduled = new HashSet<>();
    private final List<FailedAttempt> attempts = new ArrayList<>();
    private final List<Burial> burials = new ArrayList<>();
    private final List<CaseKey> resolved = new ArrayList<>();

    Ledger(Locked locked, Catalogs catalogs, DoubleSupplier random) {
        this.messages = locked.messages();
        this.own = new HashMap<>(locked.own());
        this.failed = new HashSet<>(locked.failed());
        this.catalogs = catalogs;
        this.random = random;
    }

    /** As if the group had reported that it has consumed its latest attempt. */
    ItemResult receiptOf(UUID id, String topic, Subscription group) {
        LockedMessage message = messages.get(id);
        OwnSchedule schedule = own.get(new GroupId(id, group.position()));
        int attempt = schedule != null ? schedule.attempts() : message == null ? 0 : message.attempts();
        return report(new GroupReport(
                new Receipt(
                        id,
                        topic,
                        group.group(),
                        ReceiptKind.CONSUMED,
                        Math.max(1, attempt),
                        null,
                        null,
                        null,
                        null,
                        null),
                group));
    }

    ItemResult report(GroupReport report) {
        Receipt receipt = report.receipt();
        LockedMessage message = messages.get(receipt.id());
        if (message == null) {
            return ItemResult.notFound(receipt.id());
        }
        if (message.topicId() != report.subscription().topicId()) {
            return ItemResult.invalid(receipt.id(), "topic", "is not the topic of this message");
        }
        MessageState state = message.state();
        if (state == MessageState.PREPARED || state == MessageState.UNDECIDED || state == MessageState.CANCELLED) {
            return ItemResult.conflict(receipt.id(), state, "is " + state + " and was never published");
        }
        GroupSets before = setsOf(message);
        long bit = report.subscription().bit();
        if ((before.all() & bit) == 0) {
            return ItemResult.invalid(
                    receipt.id(), "group", "subscribed after this message was confirmed and owes it no receipt");
        }
        boolean applied = switch (receipt.kind()) {
            case CONSUMED -> consumed(message, before, report);
            case FAILED -> failed(message, before, report);
            case REJECTED -> rejected(message, before, report);
            case IN_PROGRESS -> inProgress(message, before, report);
        };
        MessageState after = stateOf(message);
        return applied ? ItemResult.applied(receipt.id(), after) : ItemResult.unchanged(receipt.id(), after);
    }

    private boolean consumed(LockedMessage message, GroupSets before, GroupReport report) {
        long bit = report.subscription().bit();
        if (((before.owing() | before.retrying() | before.dead()) & bit) == 0) {
            return false;
        }
        if ((before.dead() & bit) != 0) {
            resolved.add(new CaseKey(message.id(), report.subscription().id()));
        }
        if ((before.retrying() & bit) != 0) {
            unschedule(report.groupId());
            resolved.add(new CaseKey(message.id(), report.subscription().id()));
        }
        sets.put(message.id(), before.consumed(bit));
        logs.computeIfAbsent(message.id(), id -> new StringBuilder()).append(logEntry(report));
        return true;
    }

    private boolean failed(LockedMessage message, GroupSets before, GroupReport report) {
        Receipt receipt = report.receipt();
        int latest = latestAttempt(message, before, report);
        int round = roundOf(report.groupId());
        if (isOfEarlierRound(receipt, round)) {
            int earlier = Objects.requireNonNull(receipt.round());
            if (failed.add(new AttemptId(report.groupId(), earlier, receipt.attempt()))) {
                attempts.add(attempt(report, earlier, "FAILED"));
            }
            return false;
        }
        if (receipt.attempt() > latest) {
            return false;
        }
        if (!failed.add(new AttemptId(report.groupId(), round, receipt.attempt()))) {
            return false;
        }
        attempts.add(attempt(report, round, "FAILED"));
        if (receipt.attempt() < latest) {
            return false;
        }
        Topic topic = catalogs.topics().byId(message.topicId());
        if (receipt.attempt() >= maxAttempts(message, topic)) {
            bury(
                    message,
                    report.subscription(),
                    DeadLetterReason.ATTEMPTS_EXHAUSTED,
                    receipt.error(),
                    receipt.attempt());
            return true;
        }
        long wait = receipt.retryAfterMillis() != null
                ? receipt.retryAfterMillis()
                : scheduleOf(message, topic).millisAfter(receipt.attempt(), random);
        separate(
                message,
                before,
                report,
                new Own(
                        report.groupId(),
                        topic.id(),
                        round,
                        receipt.attempt(),
                        wait,
                        expiryOf(message, report.groupId())));
        return true;
    }

    private boolean rejected(LockedMessage message, GroupSets before, GroupReport report) {
        int latest = latestAttempt(message, before, report);
        int round = roundOf(report.groupId());
        boolean ofEarlierRound = isOfEarlierRound(report.receipt(), round)
                || (report.receipt().round() == null
                        && round > 0
                        && report.receipt().attempt() != latest);
        if (message.state() == MessageState.EXPIRED
                || !before.isOutstanding(report.subscription().bit())
                || ofEarlierRound) {
            return false;
        }
        ConsumeError error = report.receipt().error();
        attempts.add(attempt(report, roundOf(report.groupId()), "REJECTED"));
        bury(
                message,
                report.subscription(),
                error == null ? DeadLetterReason.REJECTED : error.kind(),
                error,
                report.receipt().attempt());
        return true;
    }

    private boolean inProgress(LockedMessage message, GroupSets before, GroupReport report) {
        Long extend = report.receipt().extendMillis();
        int round = roundOf(report.groupId());
        int attempt = report.receipt().attempt();
        if (extend == null
                || isOfEarlierRound(report.receipt(), round)
                || attempt != latestAttempt(message, before, report)
                || failed.contains(new AttemptId(report.groupId(), round, attempt))) {
            return false;
        }
        separate(
                message,
                before,
                report,
                new Own(
                        report.groupId(),
                        message.topicId(),
                        round,
                        attempt,
                        extend,
                        expiryOf(message, report.groupId())));
        return true;
    }

    /** A word that was on its way when the replay began. Without a round in it, it can only be told by its attempt. */
    private static boolean isOfEarlierRound(Receipt receipt, int round) {
        return receipt.round() != null && receipt.round() < round;
    }

    private void separate(LockedMessage message, GroupSets before, GroupReport report, Own schedule) {
        sets.put(message.id(), before.separated(report.subscription().bit()));
        scheduled.put(report.groupId(), schedule);
        unscheduled.remove(report.groupId());
        own.put(report.groupId(), new OwnSchedule(schedule.round(), schedule.attempts(), false, schedule.expiresAt()));
    }

    /** The number of the group's latest attempt; 0 if it owes no receipt any more. */
    private int latestAttempt(LockedMessage message, GroupSets before, GroupReport report) {
        long bit = report.subscription().bit();
        if (message.state() == MessageState.EXPIRED || !before.isOutstanding(bit)) {
            return 0;
        }
        OwnSchedule schedule = own.get(report.groupId());
        return (before.retrying() & bit) != 0 && schedule != null ? schedule.attempts() : message.attempts();
    }

    /** A replay may have lifted the message's expiry for its group. */
    private @Nullable Instant expiryOf(LockedMessage message, GroupId group) {
        OwnSchedule schedule = own.get(group);
        return schedule == null ? message.expiresAt() : schedule.expiresAt();
    }

    /** Buries every group that owed a receipt on the message's own schedule, if that schedule is really used up and due. */
    void buryExhausted(UUID id) {
        LockedMessage message = messages.get(id);
        if (message == null || message.state() != MessageState.CONFIRMED || !message.due()) {
            return;
        }
        Topic topic = catalogs.topics().byId(message.topicId());
        if (message.attempts() < maxAttempts(message, topic)) {
            return;
        }
        for (long rest = message.sets().owing(); rest != 0; rest &= rest - 1) {
            buryUnanswered(message, Long.numberOfTrailingZeros(rest), 0, message.attempts());
        }
    }

    /** Buries a group whose own schedule is really used up and due. */
    void buryExhausted(GroupId group) {
        LockedMessage message = messages.get(group.messageId());
        OwnSchedule schedule = own.get(group);
        if (message == null || schedule == null || message.state() != MessageState.CONFIRMED || !schedule.due()) {
            return;
        }
        Topic topic = catalogs.topics().byId(message.topicId());
        boolean retrying = (setsOf(message).retrying() & group.bit()) != 0;
        if (retrying && schedule.attempts() >= maxAttempts(message, topic)) {
            buryUnanswered(message, group.position(), schedule.round(), schedule.attempts());
        }
    }

    private void buryUnanswered(LockedMessage message, int position, int round, int attempt) {
        GroupId group = new GroupId(message.id(), position);
        attempts.add(new FailedAttempt(new AttemptId(group, round, attempt), "NO_RECEIPT", null, null, null, null));
        bury(
                message,
                catalogs.topics().bySubscription(message.topicId(), position),
                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                null,
                attempt);
    }

    /** Buries a group whose delivery the broker refuses for good. */
    void buryRefused(GroupId group, int attempt, String why) {
        LockedMessage message = messages.get(group.messageId());
        if (message == null
                || message.state() != MessageState.CONFIRMED
                || !setsOf(message).isOutstanding(group.bit())) {
            return;
        }
        attempts.add(new FailedAttempt(
                new AttemptId(group, roundOf(group), attempt), "BROKER_REFUSED", null, null, "broker", why));
        bury(
                message,
                catalogs.topics().bySubscription(message.topicId(), group.position()),
                DeadLetterReason.BROKER_REFUSED,
                new ConsumeError(DeadLetterReason.BROKER_REFUSED, "broker", why, null),
                attempt);
    }

    private void bury(
            LockedMessage message,
            Subscription subscription,
            DeadLetterReason reason,
            @Nullable ConsumeError error,
            int attempt) {
        GroupId group = new GroupId(message.id(), subscription.position());
        sets.put(message.id(), setsOf(message).buried(subscription.bit()));
        unschedule(group);
        burials.add(new Burial(
                message.id(),
                message.topicId(),
                subscription.id(),
                subscription.position(),
                reason,
                error == null ? null : error.type(),
                error == null ? null : error.message(),
                error == null ? null : error.topFrame(),
                attempt));
    }

    private void unschedule(GroupId group) {
        scheduled.remove(group);
        unscheduled.add(group);
    }

    private GroupSets setsOf(LockedMessage message) {
        return sets.getOrDefault(message.id(), message.sets());
    }

    private MessageState stateOf(LockedMessage message) {
        boolean moves = message.state() == MessageState.CONFIRMED || message.state() == MessageState.DEAD;
        return moves ? setsOf(message).state() : message.state();
    }

    private int roundOf(GroupId group) {
        OwnSchedule schedule = own.get(group);
        return schedule == null ? 0 : schedule.round();
    }

    private static int maxAttempts(LockedMessage message, Topic topic) {
        return message.maxAttempts() != null ? message.maxAttempts() : topic.maxAttempts();
    }

    private static RedeliverySchedule scheduleOf(LockedMessage message, Topic topic) {
        return message.scheduleMillis() != null
                ? RedeliverySchedule.ofMillis(message.scheduleMillis())
                : new RedeliverySchedule(topic.schedule());
    }

    private static FailedAttempt attempt(GroupReport report, int round, String outcome) {
        Receipt receipt = report.receipt();
        ConsumeError error = receipt.error();
        return new FailedAttempt(
                new AttemptId(report.groupId(), round, receipt.attempt()),
                outcome,
                receipt.consumer(),
                receipt.brokerPosition(),
                error == null ? null : error.type(),
                error == null ? null : error.message());
    }

    /** One entry of message.receipt_log; the {@code ~} becomes the database's time. */
    static String logEntry(GroupReport report) {
        Receipt receipt = report.receipt();
        String at = receipt.brokerPosition() == null ? "" : receipt.brokerPosition();
        return report.subscription().position() + ":" + receipt.attempt() + ":~:" + at + ";";
    }

    /** The changed messages, as {@link JdbcSettlement#write} wants them; empty if none changed. */
    JsonRows changedMessages() {
        JsonRows rows = new JsonRows();
        sets.forEach((id, after) -> {
            MessageState state = stateOf(Objects.requireNonNull(messages.get(id)));
            StringBuilder log = logs.get(id);
            rows.row(id)
                    .with("owing", after.owing())
                    .with("retrying", after.retrying())
                    .with("dead", after.dead())
                    .with("discarded", after.discarded())
                    .with("state", state.name())
                    .with("finished", state.isFinal() ? 1 : 0)
                    .with("log", log == null ? "" : log.toString());
        });
        return rows;
    }

    boolean hasChangedMessages() {
        return !sets.isEmpty();
    }

    List<Own> scheduled() {
        return List.copyOf(scheduled.values());
    }

    Set<GroupId> unscheduled() {
        return unscheduled;
    }

    List<FailedAttempt> attempts() {
        return attempts;
    }

    List<Burial> burials() {
        return burials;
    }

    List<CaseKey> resolved() {
        return resolved;
    }

    /** What the transaction holds and has read. */
    record Locked(Map<UUID, LockedMessage> messages, Map<GroupId, OwnSchedule> own, Set<AttemptId> failed) {}
}
