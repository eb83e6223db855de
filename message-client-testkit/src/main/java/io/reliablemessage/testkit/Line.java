package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.consume.Failpoint;
import io.reliablemessage.client.internal.consume.SimulatedCrash;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.testkit.memory.MessageBook;
import io.reliablemessage.testkit.memory.MessageView;
import io.reliablemessage.testkit.memory.Publication;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** The way from the service to the listeners, with what can go wrong on it. */
final class Line {
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(60);

    private final Kit kit;
    private final Deque<Publication> waiting = new ArrayDeque<>();

    Line(Kit kit) {
        this.kit = kit;
    }

    void clear() {
        waiting.clear();
    }

    /** The next delivery that the service wants made. */
    Optional<Publication> next() {
        kit.book().publishDue();
        waiting.addAll(kit.book().takePublished());
        return Optional.ofNullable(waiting.poll());
    }

    /** Delivers; a process that "dies" meanwhile is gone without a word. A delivery that is not acknowledged comes once more. */
    void deliver(Publication publication) {
        try {
            if (!kit.broker().deliver(publication).orElse(true)) {
                waiting.add(publication);
            }
        } catch (SimulatedCrash crash) {
            // What it had not committed is rolled back, and whoever caused it delivers again.
        }
    }

    /** Delivers to a process that dies at that point. */
    void deliverDyingAt(Failpoint point, Publication publication) {
        kit.interrupt(point, publication.id(), publication.group(), () -> {
            throw new SimulatedCrash(point);
        });
        deliver(publication);
        kit.interruptNoMore();
    }

    /** Delivers, and while the effect is there but not committed, something else happens on another thread, up to its end. */
    void deliverMeanwhile(Publication publication, Runnable other) {
        kit.interrupt(Failpoint.AFTER_EFFECT, publication.id(), publication.group(), () -> together(List.of(other)));
        deliver(publication);
        kit.interruptNoMore();
    }

    /** Runs all at once, each on a thread of its own, and waits for their ends. */
    static void together(List<Runnable> works) {
        AtomicReference<Throwable> problem = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable work : works) {
            Thread thread = new Thread(work, "reliable-message-test-" + threads.size());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, thrown) -> problem.compareAndSet(null, thrown));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join(LONGEST_DELIVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while a message was being delivered", e);
            }
            if (thread.isAlive()) {
                throw new IllegalStateException("A delivery did not end within " + LONGEST_DELIVERY);
            }
        }
        if (problem.get() != null) {
            throw new IllegalStateException("A delivery on another thread failed", problem.get());
        }
    }

    /** Lets the SDK send its receipts. */
    void settle() {
        while (kit.workOff()) {
            Thread.onSpinWait();
        }
    }

    /** The receipts of this message and group get lost until {@link #loseNoMore}. */
    void loseReceiptsOf(Publication publication) {
        kit.book()
                .lose(receipt ->
                        receipt.id().equals(publication.id()) && receipt.group().equals(publication.group()));
    }

    void loseNoMore() {
        kit.book().lose(receipt -> false);
    }

    /** The service cannot store the receipts of the next call. */
    void receiptsFailOnce() {
        kit.book().failNextReceipts();
    }

    /** The service's next attempt, early; empty if the group owes no receipt any more. */
    Optional<Publication> nextAttempt(Publication of) {
        MessageBook book = kit.book();
        if (!book.makeDue(of.id(), of.group())) {
            return Optional.empty();
        }
        book.publishDue();
        waiting.addAll(book.takePublished());
        for (Iterator<Publication> each = waiting.descendingIterator(); each.hasNext(); ) {
            Publication next = each.next();
            if (next.id().equals(of.id()) && next.group().equals(of.group())) {
                each.remove();
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** The producer sends the message's key and content again, as another message. */
    void sendAgain(Publication publication) {
        if (kit.isCopy(publication.id())) {
            return;
        }
        MessageView message = kit.book().message(publication.id()).orElseThrow();
        NewMessage content = message.content();
        UUID id = newId();
        kit.copied(id);
        kit.book()
                .store(
                        message.application(),
                        new NewMessage(
                                id,
                                content.topic(),
                                content.tag(),
                                content.key(),
                                content.headers(),
                                content.contentType(),
                                content.text(),
                                content.bytes(),
                                content.orderingKey(),
                                content.deliverAt(),
                                null,
                                content.expiresAt(),
                                content.scheduleMillis(),
                                content.maxAttempts()),
                        true);
    }

    /** A version 7 UUID of the kit's time. */
    UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (kit.clock().millis() << 16) | 0x7000 | (random.nextLong() & 0xfff);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
