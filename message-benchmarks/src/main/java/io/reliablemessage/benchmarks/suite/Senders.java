package io.reliablemessage.benchmarks.suite;

import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.NewMessage;
import io.reliablemessage.protocol.Receipt;
import io.reliablemessage.protocol.ReceiptKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Threads that submit messages to a node, one call after the other, and note how long each call took. */
final class Senders implements AutoCloseable {
    private final MessageService service;
    private final int inEachCall;
    private final boolean receipts;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean over;

    /** A call that was answered, by {@link System#nanoTime}. */
    record Call(long beganNanos, long endedNanos) {
        double millis() {
            return (endedNanos - beganNanos) / 1e6;
        }
    }

    private Senders(Rig rig, int inEachCall, boolean receipts) {
        this.service = rig.service();
        this.inEachCall = inEachCall;
        this.receipts = receipts;
    }

    /** Each call submits one message, and that is all. */
    static Senders ofSingleMessages(Rig rig) {
        return new Senders(rig, 1, false);
    }

    /** Each call submits several messages; the next one sends their receipts, as if their consumers had been quick. */
    static Senders ofBatchesAndReceipts(Rig rig, int inEachCall) {
        return new Senders(rig, inEachCall, true);
    }

    void begin(int number) {
        for (int i = 0; i < number; i++) {
            Thread thread = new Thread(this::send, "sender-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void send() {
        try {
            while (!over) {
                List<NewMessage> messages = Stream.generate(() -> NewMessages.message(RecentIds.next()))
                        .limit(inEachCall)
                        .toList();
                long begin = System.nanoTime();
                service.submit(messages);
                note(begin);
                if (receipts) {
                    service.receipts(messages.stream().map(Senders::receipt).toList());
                }
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void note(long begin) {
        Call call = new Call(begin, System.nanoTime());
        synchronized (calls) {
            calls.add(call);
        }
    }

    private static Receipt receipt(NewMessage message) {
        return new Receipt(
                message.id(), message.topic(), Rig.GROUP, ReceiptKind.CONSUMED, 1, null, null, null, null, null);
    }

    /** Messages that were submitted so far. */
    long messages() {
        synchronized (calls) {
            return (long) calls.size() * inEachCall;
        }
    }

    /** Messages a second, from now on for a while. */
    double rate(Duration time) {
        long begin = System.nanoTime();
        long before = messages();
        Await.pause(time);
        return (messages() - before) * 1e9 / (System.nanoTime() - begin);
    }

    /** The calls that were under way at any time between two moments, by {@link System#nanoTime}. */
    List<Call> between(long from, long to) {
        synchronized (calls) {
            return calls.stream()
                    .filter(call -> call.endedNanos() >= from && call.beganNanos() <= to)
                    .toList();
        }
    }

    /** Ends the sending. */
    void end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("A sender failed", failure.get());
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
