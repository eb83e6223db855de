package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.Background;
import io.reliablemessage.client.internal.consume.Failpoint;
import io.reliablemessage.client.internal.consume.Failpoints;
import io.reliablemessage.testkit.memory.InMemoryBroker;
import io.reliablemessage.testkit.memory.ManualClock;
import io.reliablemessage.testkit.memory.MessageBook;
import io.reliablemessage.testkit.memory.MessageView;
import io.reliablemessage.testkit.memory.TopicRules;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** The parts in memory that one application context runs on, and which test they belong to at the moment. */
final class Kit {
    static final String ELSEWHERE = "somewhere-else";

    private final ManualClock clock;
    private final Clock realTime;
    private final MessageBook book;
    private final InMemoryBroker broker = new InMemoryBroker();
    private final ObjectProvider<Background> backgrounds;
    private final OutsideEffects outside = new OutsideEffects();
    private final Set<UUID> copies = new HashSet<>();
    private final AtomicReference<@Nullable Interruption> interruption = new AtomicReference<>();

    /** What happens when a delivery of that message to that group reaches the point, once. */
    private record Interruption(Failpoint point, UUID id, String group, Runnable action) {}

    /** @param realTime what the time starts from in each test */
    Kit(Clock realTime, ObjectProvider<Background> backgrounds) {
        this.realTime = realTime;
        this.clock = new ManualClock(realTime.instant());
        this.book = new MessageBook(clock, TopicRules.DEFAULT);
        this.backgrounds = backgrounds;
    }

    void reset() {
        clock.startAt(realTime.instant());
        workOff();
        book.clear();
        copies.clear();
        outside.clear();
        interruption.set(null);
    }

    ManualClock clock() {
        return clock;
    }

    MessageBook book() {
        return book;
    }

    InMemoryBroker broker() {
        return broker;
    }

    OutsideEffects outside() {
        return outside;
    }

    /** A message that the kit made of another one; the application did not send it. */
    void copied(UUID id) {
        copies.add(id);
    }

    boolean isCopy(UUID id) {
        return copies.contains(id);
    }

    /** The application's own messages whose transactions committed. */
    List<MessageView> sent() {
        return book.messages().stream()
                .filter(MessageView::isSent)
                .filter(message -> !message.application().equals(ELSEWHERE)
                        && !copies.contains(message.content().id()))
                .toList();
    }

    /**
     * Lets the SDK pass on what waits.
     *
     * @return whether anything waited
     */
    boolean workOff() {
        boolean any = false;
        for (Background background : backgrounds) {
            any |= background.workOff();
        }
        return any;
    }

    /** Interrupts the next delivery of the message to the group at that point. */
    void interrupt(Failpoint point, UUID id, String group, Runnable action) {
        interruption.set(new Interruption(point, id, group, action));
    }

    void interruptNoMore() {
        interruption.set(null);
    }

    Failpoints failpoints() {
        return (point, delivery) -> {
            Interruption next = interruption.get();
            if (next != null
                    && next.point() == point
                    && next.id().equals(delivery.id())
                    && next.group().equals(delivery.group())
                    && interruption.compareAndSet(next, null)) {
                next.action().run();
            }
        };
    }
}
