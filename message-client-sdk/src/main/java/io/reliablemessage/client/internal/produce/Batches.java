package io.reliablemessage.client.internal.produce;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue that a few threads work off in batches. An item that comes alone is worked on at once, or after a pause for company
 * where nobody is in a hurry or where much comes; items that come meanwhile wait for the end of that and go together, since two half-empty
 * calls cost twice what a fuller one does. Another thread helps only when a quarter of a batch waits or the work under way takes long.
 * Nobody ever waits to put something in, and of the threads only one waits for a batch to be complete: the others sleep until there is
 * something that nobody waits for.
 *
 * @param <T> an item
 */
final class Batches<T> {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);

    /** So many others have to be expected for an item to wait for company: with fewer, the wait would be longer than it saves. */
    private static final int COMPANY = 4;

    /** Of about how many of the last items the average gap is. */
    private static final int GAPS = 16;

    private final String name;
    private final Limits limits;
    /** A longer gap counts as this one, so that a burst after a pause is known as one before long. */
    private final long longestGap;

    private final ToIntFunction<T> bytesOf;
    private final Consumer<List<T>> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition ripe = lock.newCondition();
    private final ArrayDeque<T> queue = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private long queuedBytes;
    private int underWay;
    private long lastBegin;
    private long waitingSince;
    private long lastOffer = System.nanoTime();
    private long averageGap;
    private boolean isWaitedFor;
    private boolean started;
    private boolean closed;
    private boolean withoutThreads;

    /**
     * @param threads how many batches may be worked on at once
     * @param batchItems the most items in a batch
     * @param batchBytes the most bytes in a batch of more than one item
     * @param queuedItems the most items that may wait
     * @param queuedBytes the most bytes that may wait
     * @param pace how long items wait
     */
    record Limits(int threads, int batchItems, int batchBytes, int queuedItems, long queuedBytes, Pace pace) {}

    /**
     * How long items wait for others, unless a quarter of a batch is there.
     *
     * @param linger the first of them, when no work is under way
     * @param company the first of them instead, while items come so quickly that some others can be expected by then
     * @param patience for the work under way to end, before another thread takes them
     */
    record Pace(Duration linger, Duration company, Duration patience) {
        /** For work that no thread of the application waits for: at once while little comes, and else in fewer calls. */
        static final Pace WITHOUT_HURRY = new Pace(Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(20));
    }

    /**
     * @param name of the threads
     * @param bytesOf what an item weighs
     * @param work called on the queue's threads with one or more items; what it throws is logged and the items are gone
     */
    Batches(String name, Limits limits, ToIntFunction<T> bytesOf, Consumer<List<T>> work) {
        this.name = name;
        this.limits = limits;
        this.longestGap = limits.pace.company().toNanos() * COMPANY;
        this.averageGap = longestGap;
        this.bytesOf = bytesOf;
        this.work = work;
    }

    /** @return how many of the items, from the first on, were taken; the others are the caller's again */
    int offer(List<T> items) {
        lock.lock();
        try {
            start();
            long now = System.nanoTime();
            if (queue.isEmpty()) {
                waitingSince = now;
            }
            int taken = 0;
            for (T item : items) {
                int bytes = bytesOf.applyAsInt(item);
                if (closed
                        || queue.size() >= limits.queuedItems
                        || (!queue.isEmpty() && queuedBytes + bytes > limits.queuedBytes)) {
                    break;
                }
                queue.add(item);
                queuedBytes += bytes;
                taken++;
            }
            if (taken > 0) {
                noteGap(now, taken);
                wakeAfterOffer(taken);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void noteGap(long now, int taken) {
        long gap = Math.min(now - lastOffer, longestGap) / taken;
        averageGap += (gap - averageGap) * Math.min(taken, GAPS) / GAPS;
        lastOffer = now;
    }

    /** Whoever waits for a batch to be complete is left alone until it is. */
    private void wakeAfterOffer(int taken) {
        if (!isWaitedFor) {
            arrived.signal();
        } else if (isQuarter() && queue.size() - taken < limits.batchItems / 4) {
            ripe.signal();
        }
    }

    /** From now on nobody works by itself; what waits is worked off by those who call {@link #workOff}. */
    void withoutThreads() {
        lock.lock();
        try {
            withoutThreads = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Works off what waits, on the caller's thread.
     *
     * @return whether anything waited
     */
    boolean workOff() {
        boolean any = false;
        for (List<T> batch = batch(); !batch.isEmpty(); batch = batch()) {
            work.accept(batch);
            any = true;
        }
        return any;
    }

    /** Takes items in again after {@link #close}. */
    void open() {
        lock.lock();
        try {
            closed = false;
            started = false;
            threads.clear();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more in and waits until what is queued is worked off, but not longer than the bound; the rest is given up. */
    void close(Duration bound) {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
            ripe.signalAll();
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + bound.toNanos();
        for (Thread thread : threads) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        giveUp();
    }

    private void giveUp() {
        lock.lock();
        try {
            queue.clear();
            queuedBytes = 0;
        } finally {
            lock.unlock();
        }
        threads.forEach(Thread::interrupt);
    }

    /** Applications that never send have no threads for it. */
    private void start() {
        if (started || closed || withoutThreads) {
            return;
        }
        started = true;
        for (int i = 0; i < limits.threads; i++) {
            Thread thread = new Thread(this::workUntilClosed, "reliable-message-" + name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void workUntilClosed() {
        for (List<T> batch = next(); !batch.isEmpty(); batch = next()) {
            try {
                work.accept(batch);
            } catch (Throwable e) {
                log.error("A batch of {} in {} failed; the next ones go on", batch.size(), name, e);
            } finally {
                ended();
            }
        }
    }

    /** Empty at the end. */
    private List<T> next() {
        lock.lock();
        try {
            while (!closed && !isTurn()) {}
            List<T> batch = batch();
            if (!batch.isEmpty()) {
                underWay++;
                lastBegin = System.nanoTime();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this thread is to take a batch now; waits for a change if not. */
    private boolean isTurn() {
        if (queue.isEmpty() || isWaitedFor) {
            await(arrived, Long.MAX_VALUE);
            return false;
        }
        long wait = nanosToWait();
        if (wait > 0) {
            isWaitedFor = true;
            await(ripe, wait);
            isWaitedFor = false;
        }
        return wait <= 0;
    }

    private long nanosToWait() {
        if (isQuarter()) {
            return 0;
        }
        if (underWay > 0) {
            return lastBegin + limits.pace.patience().toNanos() - System.nanoTime();
        }
        long company = limits.pace.company().toNanos();
        long linger = limits.pace.linger().toNanos();
        long wait = averageGap * COMPANY <= company ? Math.max(linger, company) : linger;
        return waitingSince + wait - System.nanoTime();
    }

    private boolean isQuarter() {
        return queue.size() >= limits.batchItems / 4;
    }

    private void await(Condition condition, long nanos) {
        try {
            condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            log.debug("Nobody ends a {} thread but close(); it goes on", name);
        }
    }

    private void ended() {
        lock.lock();
        try {
            underWay--;
            if (!queue.isEmpty()) {
                (isWaitedFor ? ripe : arrived).signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does not wait; empty if the queue is. */
    private List<T> batch() {
        lock.lock();
        try {
            List<T> batch = new ArrayList<>();
            long bytes = 0;
            while (!queue.isEmpty() && batch.size() < limits.batchItems) {
                int more = bytesOf.applyAsInt(queue.element());
                if (!batch.isEmpty() && bytes + more > limits.batchBytes) {
                    break;
                }
                bytes += more;
                batch.add(queue.remove());
            }
            queuedBytes -= bytes;
            if (!queue.isEmpty()) {
                waitingSince = System.nanoTime();
                (isWaitedFor ? ripe : arrived).signal();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
