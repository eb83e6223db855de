package io.reliablemessage.testkit;

import io.reliablemessage.client.Message;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.testkit.memory.Checker;
import io.reliablemessage.testkit.memory.MessageView;
import io.reliablemessage.testkit.memory.Publication;
import io.reliablemessage.testkit.memory.TopicRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Delivers messages when the test says so, on the test's thread. Between two calls nothing moves: no delivery, no retry, no time.
 *
 * <p>All methods that deliver throw {@link IllegalStateException} inside a transaction: what it has sent does not exist yet, and a listener
 * would join it.
 */
public final class Pump {
    private static final int MAX_DELIVERIES = 5_000;

    private final Kit kit;
    private final JsonMapper json;
    private final @Nullable Checker checker;
    private final Line line;
    private final Set<String> begun = new HashSet<>();
    private Scenario scenario = Scenario.CLEAN;

    /** @param checker answers check-backs; {@code null} if the application cannot */
    Pump(Kit kit, JsonMapper json, @Nullable Checker checker) {
        this.kit = kit;
        this.json = json;
        this.checker = checker;
        this.line = new Line(kit);
    }

    /**
     * Delivers what is due now, also what listeners send on meanwhile, until nothing is left. A delivery that fails is due again by its
     * schedule; see {@link #advance}.
     */
    public Pump deliverAll() {
        requireNoTransaction();
        for (int deliveries = 0; ; deliveries++) {
            line.settle();
            Optional<Publication> next = line.next();
            if (next.isEmpty()) {
                return this;
            }
            if (deliveries == MAX_DELIVERIES) {
                throw new IllegalStateException(MAX_DELIVERIES
                        + " deliveries and no end; do two listeners send to each other? The last one is of message "
                        + next.get().id() + " to " + next.get().group());
            }
            deliver(next.get());
        }
    }

    private void deliver(Publication publication) {
        boolean first = begun.add(publication.id() + " " + publication.group());
        Scenario now = first && !kit.isCopy(publication.id()) ? scenario : Scenario.CLEAN;
        now.way().deliver(line, publication);
    }

    /**
     * Takes a message from another application and delivers it.
     *
     * @return its id
     * @throws IllegalArgumentException if the real service would refuse it
     */
    public UUID deliver(Message message) {
        requireNoTransaction();
        NewMessage content = new IncomingDraft(json, kit.clock()).of(line.newId(), message);
        ItemResult result = kit.book().store(Kit.ELSEWHERE, content, true);
        if (result.problem() != null) {
            throw new IllegalArgumentException("The service would refuse this message: "
                    + result.problem().field() + " " + result.problem().detail());
        }
        deliverAll();
        return content.id();
    }

    /** As {@link #deliver(Message)}. */
    public UUID deliver(String topic, BusinessKey key, Object payload) {
        return deliver(Message.to(topic).key(key).payload(payload));
    }

    /**
     * Lets time pass for the service: retries, delays, expiries and check-backs that become due are done, each at its time. If the
     * application has no {@code Clock} of its own, the SDK's time passes with it; the database's does not.
     *
     * @param duration not negative
     */
    public Pump advance(Duration duration) {
        requireNoTransaction();
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time does not go back; " + duration + " is negative");
        }
        Instant end = kit.clock().instant().plus(duration);
        deliverAll();
        for (Optional<Instant> next = kit.book().nextDue();
                next.isPresent() && !next.get().isAfter(end);
                next = kit.book().nextDue()) {
            kit.clock().moveTo(next.get());
            step();
        }
        kit.clock().moveTo(end);
        step();
        return this;
    }

    private void step() {
        if (checker != null) {
            kit.book().checkDoubts(checker);
        }
        deliverAll();
    }

    /** The service's time. */
    public Instant now() {
        return kit.clock().instant();
    }

    /**
     * Gives a topic another schedule, for messages to come in all tests of this application context.
     *
     * @param maxAttempts attempt 1 is the first delivery
     * @param intervals between attempts, at least one; the last one repeats
     */
    public Pump schedule(String topic, int maxAttempts, Duration... intervals) {
        kit.book().register(topic, TopicRules.DEFAULT.delivering(Arrays.asList(intervals), maxAttempts));
        return this;
    }

    /** What failed so far in this test, in its order. */
    public List<FailedDelivery> failures() {
        return kit.book().receipts().stream()
                .filter(receipt -> receipt.kind() == ReceiptKind.FAILED || receipt.kind() == ReceiptKind.REJECTED)
                .map(receipt -> new FailedDelivery(
                        receipt.id(),
                        receipt.topic(),
                        receipt.group(),
                        receipt.attempt(),
                        receipt.kind() == ReceiptKind.REJECTED,
                        text(receipt.error())))
                .toList();
    }

    /** The dead letters that are open. */
    public List<DeadLetter> deadLetters() {
        return kit.book().messages().stream()
                .flatMap(message -> message.groups().stream()
                        .filter(group -> group.letter() == DeadLetterState.OPEN)
                        .map(group -> letter(message, group)))
                .toList();
    }

    private static DeadLetter letter(MessageView message, MessageView.GroupView group) {
        return new DeadLetter(
                message.content().id(),
                message.content().topic(),
                group.group(),
                group.reason() == null ? DeadLetterReason.ATTEMPTS_EXHAUSTED : group.reason(),
                group.attempts(),
                text(group.error()));
    }

    /** Replays a dead letter, as an operator would, and delivers it. */
    public Pump replay(DeadLetter letter) {
        requireNoTransaction();
        if (!kit.book().replay(letter.id(), letter.group())) {
            throw new IllegalArgumentException(
                    "There is no open dead letter of " + letter.id() + " for " + letter.group());
        }
        return deliverAll();
    }

    /**
     * Asserts that every message of this test that was for listeners of this application has been consumed by all of them.
     *
     * @throws AssertionError with what failed, and why, otherwise
     */
    public Pump assertConsumed() {
        StringBuilder open = new StringBuilder();
        for (MessageView message : kit.book().messages()) {
            for (MessageView.GroupView group : message.groups()) {
                if (!group.consumed()) {
                    open.append("\n  ")
                            .append(message.content().topic())
                            .append(" key ")
                            .append(message.content().key())
                            .append(" for ")
                            .append(group.group())
                            .append(", ")
                            .append(group.letter() == DeadLetterState.OPEN ? "a dead letter" : "not consumed")
                            .append(" after ")
                            .append(group.attempts())
                            .append(group.attempts() == 1 ? " attempt" : " attempts");
                    if (group.error() != null) {
                        open.append(": ").append(text(group.error()));
                    }
                }
            }
        }
        if (!open.isEmpty()) {
            throw new AssertionError("Not everything was consumed:" + open);
        }
        return this;
    }

    /** Begins a run. */
    void begin(Scenario next) {
        begun.clear();
        line.clear();
        scenario = next;
    }

    /** Whether the run has delivered anything. */
    boolean hasDelivered() {
        return !begun.isEmpty();
    }

    /** Whether any listener has consumed a message of the run, or a producer has been told that it cannot be. */
    boolean hasConsumed() {
        return kit.book().hasToldNotices()
                || kit.book().messages().stream()
                        .flatMap(message -> message.groups().stream())
                        .anyMatch(MessageView.GroupView::consumed);
    }

    private static @Nullable String text(@Nullable ConsumeError error) {
        return error == null ? null : error.message() == null ? error.type() : error.message();
    }

    private static void requireNoTransaction() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("The pump delivers what was committed, and a transaction is active ("
                    + TransactionSynchronizationManager.getCurrentTransactionName()
                    + "); a test with @ReliableMessageTest must not be @Transactional, its tables are put back anyway");
        }
    }
}
