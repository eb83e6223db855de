package io.reliablemessage.testkit.memory;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.ServiceUnavailableException;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.NoticeBatch;
import io.reliablemessage.protocol.NoticeKind;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.testkit.memory.Subscriptions.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What message-service keeps, in memory, for all applications. Nothing happens by itself: time is the clock's, and what has become due is
 * done by {@link #publishDue}, {@link #expireDue} and {@link #checkDoubts}. It keeps to the same contract as the real service.
 */
public final class MessageBook {
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_RECEIPTS = 10_000;
    private static final Duration HOLD = Duration.ofSeconds(15);
    private static final Duration LONGEST_CHECK_WAIT = Duration.ofHours(1);

    private final Clock clock;
    private final MessageRules rules;
    private final @Nullable TopicRules forUnknownTopics;
    private final Map<String, TopicRules> topics = new LinkedHashMap<>();
    private final Map<UUID, StoredMessage> messages = new LinkedHashMap<>();
    private final List<Publication> published = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Notices notices;
    private Predicate<Receipt> lost = receipt -> false;
    private boolean awayForReceipts;

    /** @param forUnknownTopics the rules of topics that nobody registered; {@code null}: such topics are refused, as by the real service */
    public MessageBook(Clock clock, @Nullable TopicRules forUnknownTopics) {
        this.clock = clock;
        this.rules = new MessageRules(clock);
        this.notices = new Notices(clock);
        this.forUnknownTopics = forUnknownTopics;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Registers a topic or changes its rules for messages to come. */
    public synchronized void register(String topic, TopicRules topicRules) {
        topics.put(topic, topicRules);
    }

    /** Forgets all messages; topics and subscriptions stay. */
    public synchronized void clear() {
        messages.clear();
        published.clear();
        receipts.clear();
        notices.clear();
        lost = receipt -> false;
        awayForReceipts = false;
    }

    /** Stores a message of an application, prepared or, if submitted, confirmed at once. */
    public synchronized ItemResult store(String application, NewMessage message, boolean submitted) {
        TopicRules topic = topics.getOrDefault(message.topic(), forUnknownTopics);
        ItemResult refusal = rules.refusal(message, topic);
        if (refusal != null) {
            return refusal;
        }
        StoredMessage stored = messages.get(message.id());
        if (stored == null) {
            return insert(application, message, Objects.requireNonNull(topic), submitted);
        }
        if (!stored.application.equals(application)) {
            return ItemResult.invalid(message.id(), "id", "is taken");
        }
        if (!stored.isSame(message)) {
            return ItemResult.conflict(message.id(), stored.state, "was stored before with other content");
        }
        return submitted ? decide(application, message.id(), true) : ItemResult.unchanged(message.id(), stored.state);
    }

    private ItemResult insert(String application, NewMessage message, TopicRules topic, boolean submitted) {
        if (messages.size() >= MAX_MESSAGES) {
            throw new IllegalStateException("The service in memory keeps " + MAX_MESSAGES + " messages at most");
        }
        StoredMessage stored = new StoredMessage(message, application, topic, now());
        messages.put(message.id(), stored);
        if (submitted) {
            confirm(stored);
        }
        return ItemResult.applied(message.id(), stored.state);
    }

    /** The producer's own word, which also decides a message that became UNDECIDED. */
    synchronized ItemResult decide(String application, UUID id, boolean commits) {
        StoredMessage message = messages.get(id);
        if (message == null || !message.application.equals(application)) {
            return ItemResult.notFound(id);
        }
        return decide(message, commits, MessageState.PREPARED, MessageState.UNDECIDED);
    }

    /** An operator's word on an UNDECIDED message. */
    public synchronized ItemResult decideUndecided(UUID id, boolean commits) {
        StoredMessage message = messages.get(id);
        if (message == null) {
            return ItemResult.notFound(id);
        }
        ItemResult result = decide(message, commits, MessageState.UNDECIDED);
        if (result.outcome() == Outcome.APPLIED && !commits) {
            notices.write(message, NoticeKind.CANCELLED);
        }
        return result;
    }

    private ItemResult decide(StoredMessage message, boolean commits, MessageState... from) {
        if (List.of(from).contains(message.state)) {
            if (commits) {
                confirm(message);
            } else {
                message.state = MessageState.CANCELLED;
            }
            return ItemResult.applied(message.id(), message.state);
        }
        if (message.state == MessageState.PREPARED || message.state == MessageState.UNDECIDED) {
            return ItemResult.conflict(
                    message.id(), message.state, "is " + message.state + ", which this call does not decide");
        }
        if ((message.state != MessageState.CANCELLED) == commits) {
            return ItemResult.unchanged(message.id(), message.state);
        }
        return ItemResult.conflict(
                message.id(),
                message.state,
                "is " + message.state + "; a late " + (commits ? "confirm" : "cancel") + " changes nothing");
    }

    private void confirm(StoredMessage message) {
        message.state = MessageState.CONFIRMED;
        address(message, now().plus(message.millisToWait(now())));
        if (message.groups.isEmpty()) {
            message.heldUntil = now().plus(HOLD);
        }
        if (!message.isExpired(now())) {
            publishDue(message);
        }
    }

    private void address(StoredMessage message, Instant dueAt) {
        for (Subscription each : subscriptions.of(message.content.topic(), message.content.tag())) {
            message.groups.put(each.group(), new GroupDelivery(each.group(), dueAt, message.content.expiresAt()));
        }
    }

    /** Publishes what is due, and buries what is due and has used up its attempts. */
    public synchronized void publishDue() {
        expireDue();
        for (StoredMessage message : messages.values()) {
            if (message.state == MessageState.CONFIRMED) {
                if (message.groups.isEmpty() && message.heldUntil != null && !now().isBefore(message.heldUntil)) {
                    address(message, now().plus(message.millisToWait(now())));
                }
                publishDue(message);
            }
        }
    }

    private void publishDue(StoredMessage message) {
        for (GroupDelivery group : message.groups.values()) {
            if (!group.isOwing() || group.dueAt.isAfter(now())) {
                continue;
            }
            if (group.attempts >= message.maxAttempts()) {
                bury(message, group, DeadLetterReason.ATTEMPTS_EXHAUSTED, null);
                continue;
            }
            group.attempts++;
            group.dueAt = now().plus(message.intervalAfter(group.attempts));
            published.add(Publication.of(message, group));
        }
        message.settle();
    }

    /** Ends what has expired. */
    public synchronized void expireDue() {
        for (StoredMessage message : messages.values()) {
            if (message.state != MessageState.CONFIRMED) {
                continue;
            }
            boolean expired = message.groups.isEmpty()
                    ? message.isExpired(now())
                    : message.groups.values().stream().anyMatch(group -> group.isOwing() && group.isExpired(now()));
            if (expired) {
                message.state = MessageState.EXPIRED;
                message.groups.values().stream()
                        .filter(group -> group.isOwing() && group.letter == DeadLetterState.REPLAYING)
                        .forEach(group -> group.buried(Objects.requireNonNull(group.reason), group.error));
                notices.write(message, NoticeKind.EXPIRED);
            }
        }
    }

    /** Asks about messages that have been prepared for too long; answers that decide nothing are counted. */
    public synchronized void checkDoubts(Checker checker) {
        for (StoredMessage message : messages.values()) {
            if (message.state != MessageState.PREPARED || message.checkDueAt.isAfter(now())) {
                continue;
            }
            switch (checker.check(message.content)) {
                case COMMITTED -> confirm(message);
                case ROLLED_BACK -> {
                    message.state = MessageState.CANCELLED;
                    notices.write(message, NoticeKind.CANCELLED);
                }
                case IN_PROGRESS, UNKNOWN -> {
                    message.checks++;
                    message.asked++;
                    if (message.checks >= message.topic.maxChecks()) {
                        message.state = MessageState.UNDECIDED;
                    }
                    Duration wait = message.topic.checkGrace().multipliedBy(1L << Math.min(message.asked, 20));
                    message.checkDueAt = now().plus(wait.compareTo(LONGEST_CHECK_WAIT) < 0 ? wait : LONGEST_CHECK_WAIT);
                }
            }
        }
    }

    /** Throws if the service is to be away for one call with receipts. */
    synchronized void beforeReceipts() {
        if (awayForReceipts) {
            awayForReceipts = false;
            throw new ServiceUnavailableException("The service fails to store receipts, as the test wants it", null);
        }
    }

    synchronized ItemResult settle(String application, Receipt receipt) {
        if (receipt.id() == null || receipt.topic() == null || receipt.group() == null || receipt.kind() == null) {
            return ItemResult.invalid(receipt.id(), "id", "topic, group and kind are required");
        }
        if (!topics.containsKey(receipt.topic()) && forUnknownTopics == null) {
            return ItemResult.invalid(receipt.id(), "topic", "is not registered");
        }
        Optional<Subscription> subscription = subscriptions.find(receipt.topic(), receipt.group());
        if (subscription.isEmpty()) {
            return ItemResult.invalid(receipt.id(), "group", "is not subscribed to this topic");
        }
        if (!subscription.get().application().equals(application)) {
            return ItemResult.invalid(receipt.id(), "group", "belongs to another application");
        }
        ItemResult refusal = ReceiptRules.refusal(receipt);
        if (refusal != null) {
            return refusal;
        }
        StoredMessage message = messages.get(receipt.id());
        if (message == null) {
            return ItemResult.notFound(receipt.id());
        }
        if (lost.test(receipt)) {
            return ItemResult.unchanged(receipt.id(), message.state);
        }
        if (receipts.size() < MAX_RECEIPTS) {
            receipts.add(receipt);
        }
        return report(message, receipt);
    }

    /** The first 10,000 that came, in their order. */
    public synchronized List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    private ItemResult report(StoredMessage message, Receipt receipt) {
        if (!message.content.topic().equals(receipt.topic())) {
            return ItemResult.invalid(receipt.id(), "topic", "is not the topic of this message");
        }
        MessageState state = message.state;
        if (state == MessageState.PREPARED || state == MessageState.UNDECIDED || state == MessageState.CANCELLED) {
            return ItemResult.conflict(receipt.id(), state, "is " + state + " and was never published");
        }
        GroupDelivery group = message.groups.get(receipt.group());
        if (group == null) {
            return ItemResult.invalid(
                    receipt.id(), "group", "subscribed after this message was confirmed and owes it no receipt");
        }
        boolean applied = switch (receipt.kind()) {
            case CONSUMED -> consumed(group);
            case FAILED -> failed(message, group, receipt);
            case REJECTED -> rejected(message, group, receipt);
            case IN_PROGRESS -> inProgress(message, group, receipt);
        };
        message.settle();
        return applied
                ? ItemResult.applied(receipt.id(), message.state)
                : ItemResult.unchanged(receipt.id(), message.state);
    }

    private static boolean consumed(GroupDelivery group) {
        boolean open = group.isOwing() || group.standing == GroupDelivery.Standing.DEAD;
        if (open) {
            group.consumed();
        }
        return open;
    }

    private boolean failed(StoredMessage message, GroupDelivery group, Receipt receipt) {
        if (isOver(message, group, receipt)
                || receipt.attempt() > group.attempts
                || !group.failedAttempts.add(group.round + ":" + receipt.attempt())
                || receipt.attempt() < group.attempts) {
            return false;
        }
        group.error = receipt.error();
        if (receipt.attempt() >= message.maxAttempts()) {
            bury(message, group, DeadLetterReason.ATTEMPTS_EXHAUSTED, receipt.error());
        } else {
            group.dueAt = now().plus(
                            receipt.retryAfterMillis() != null
                                    ? Duration.ofMillis(receipt.retryAfterMillis())
                                    : message.intervalAfter(receipt.attempt()));
        }
        return true;
    }

    private boolean rejected(StoredMessage message, GroupDelivery group, Receipt receipt) {
        if (isOver(message, group, receipt)
                || (receipt.round() == null && group.round > 0 && receipt.attempt() != group.attempts)) {
            return false;
        }
        ConsumeError error = receipt.error();
        bury(message, group, error == null ? DeadLetterReason.REJECTED : error.kind(), error);
        return true;
    }

    private boolean inProgress(StoredMessage message, GroupDelivery group, Receipt receipt) {
        if (isOver(message, group, receipt)
                || receipt.attempt() != group.attempts
                || group.failedAttempts.contains(group.round + ":" + receipt.attempt())
                || receipt.extendMillis() == null) {
            return false;
        }
        group.dueAt = now().plusMillis(receipt.extendMillis());
        return true;
    }

    /** Whether nothing but success can change anything any more: the message or the group's round has ended. */
    private static boolean isOver(StoredMessage message, GroupDelivery group, Receipt receipt) {
        return message.state == MessageState.EXPIRED
                || !group.isOwing()
                || (receipt.round() != null && receipt.round() < group.round);
    }

    private void bury(
            StoredMessage message, GroupDelivery group, DeadLetterReason reason, @Nullable ConsumeError error) {
        group.buried(reason, error == null ? group.error : error);
        notices.dead(message, group);
    }

    /**
     * Delivers a dead letter again.
     *
     * @return whether the group had an open one
     */
    public synchronized boolean replay(UUID id, String group) {
        return openLetter(id, group, (message, letter) -> {
            letter.replayed(now());
            message.state = MessageState.CONFIRMED;
        });
    }

    /**
     * Gives a dead letter up.
     *
     * @return whether the group had an open one
     */
    public synchronized boolean discard(UUID id, String group) {
        return openLetter(id, group, (message, letter) -> letter.discarded());
    }

    private boolean openLetter(UUID id, String group, BiConsumer<StoredMessage, GroupDelivery> decision) {
        StoredMessage message = messages.get(id);
        GroupDelivery letter = message == null ? null : message.groups.get(group);
        if (message == null || letter == null || letter.letter != DeadLetterState.OPEN) {
            return false;
        }
        decision.accept(message, letter);
        message.settle();
        return true;
    }

    synchronized void subscribe(String application, String topic, String group, @Nullable String tags) {
        if (!topics.containsKey(topic) && forUnknownTopics == null) {
            throw new ServiceRefusedException(404, "topic", "There is no topic " + topic);
        }
        subscriptions.subscribe(application, topic, group, tags);
    }

    synchronized void wantNotices(String application, String topic) {
        notices.want(application, topic);
    }

    synchronized NoticeBatch claimNotices(String application, List<String> of, int max) {
        return notices.claim(application, of, max);
    }

    /** Whether an application has taken a notice since the last {@link #clear}. */
    public synchronized boolean hasToldNotices() {
        return notices.told();
    }

    synchronized void acknowledgeNotices(String application, List<Long> numbers) {
        notices.acknowledge(application, numbers);
    }

    /** Makes the message's expiry pass now, whatever it was. */
    public synchronized void letExpire(UUID id) {
        StoredMessage message = Objects.requireNonNull(messages.get(id));
        message.groups.values().forEach(group -> group.expiresAt = now());
        expireDue();
    }

    /** Leaves a prepared message undecided, as if check-backs had brought no decision. */
    public synchronized void leaveUndecided(UUID id) {
        StoredMessage message = messages.get(id);
        if (message != null && message.state == MessageState.PREPARED) {
            message.state = MessageState.UNDECIDED;
        }
    }

    /** Makes the group's next attempt due now; returns whether it still owes a receipt. */
    public synchronized boolean makeDue(UUID id, String group) {
        StoredMessage message = messages.get(id);
        GroupDelivery delivery = message == null ? null : message.groups.get(group);
        if (message == null || delivery == null || !delivery.isOwing() || message.state != MessageState.CONFIRMED) {
            return false;
        }
        delivery.dueAt = now();
        return true;
    }

    /** From now on these receipts are lost on their way, until this is called again. */
    public synchronized void lose(Predicate<Receipt> receipts) {
        lost = receipts;
    }

    /** The next call with receipts finds the service unable to store them. */
    public synchronized void failNextReceipts() {
        awayForReceipts = true;
    }

    /** Hands over what was published since the last call. */
    public synchronized List<Publication> takePublished() {
        List<Publication> taken = List.copyOf(published);
        published.clear();
        return taken;
    }

    /** Also those that are prepared or cancelled, in the order of their coming. */
    public synchronized List<MessageView> messages() {
        return messages.values().stream().map(MessageView::of).toList();
    }

    public synchronized Optional<MessageView> message(UUID id) {
        return Optional.ofNullable(messages.get(id)).map(MessageView::of);
    }

    /** When something becomes due by itself; empty if nothing will. */
    public synchronized Optional<Instant> nextDue() {
        return messages.values().stream().flatMap(this::dueTimes).min(Instant::compareTo);
    }

    private Stream<Instant> dueTimes(StoredMessage message) {
        if (message.state == MessageState.PREPARED) {
            return Stream.of(message.checkDueAt);
        }
        if (message.state != MessageState.CONFIRMED) {
            return Stream.of();
        }
        if (message.groups.isEmpty()) {
            return Stream.ofNullable(message.content.expiresAt());
        }
        return message.groups.values().stream()
                .filter(GroupDelivery::isOwing)
                .flatMap(group -> Stream.concat(Stream.of(group.dueAt), Stream.ofNullable(group.expiresAt)));
    }
}
