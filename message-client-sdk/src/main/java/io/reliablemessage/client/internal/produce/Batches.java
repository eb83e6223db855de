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
 * where nobody is in a hurry; items that come meanwhile wait for the end of that and go together, since two half-empty calls cost twice
 * what a fuller one does. Another thread helps only when a quarter of a batch waits or the work under way takes long. Nobody ever waits to
 * put something in.
 *
 * @param <T> an item
 */
final class Batches<T> {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);

    private static final double MOST_GAP_NANOS = 1e9;
    private static final int GAPS = 16;

    private final String name;
    private final Limits limits;
    private final ToIntFunction<T> bytesOf;
    private final Consumer<List<T>> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<T> queue = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private long queuedBytes;
    private int underWay;
    private long lastBegin;
    private long waitingSince;
    private long lastOffer = System.nanoTime();
    /** A mean of the time between offers, in which the last sixteen weigh most; what comes at once is nobody's company. */
    private double meanGap = MOST_GAP_NANOS;

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
     * @param company only if so many other offers are to be expected meanwhile, as they come at present; 0 for always
     * @param patience for the work under way to end, before another thread takes them
     */
    record Pace(Duration linger, int company, Duration patience) {
        private static final Duration USUAL_PATIENCE = Duration.ofMillis(20);

        /** Nothing waits when no work is under way. */
        static Pace hasty() {
            return new Pace(Duration.ZERO, 0, USUAL_PATIENCE);
        }

        static Pace inCompany(Duration linger, int company) {
            return new Pace(linger, company, USUAL_PATIENCE);
        }
    }

    /**
     * @param name of the threads
     * @param bytesOf what an item weighs
     * @param work called on the queue's threads with one or more items; what it throws is logged and the items are gone
     */
    Batches(String name, Limits limits, ToIntFunction<T> bytesOf, Consumer<List<T>> work) {
        this.name = name;
        this.limits = limits;
        this.bytesOf = bytesOf;
        this.work = work;
    }

    /** @return how many of the items, from the first on, were taken; the others are the caller's again */
    int offer(List<T> items) {
        lock.lock();
        try {
            start();
            int taken = 0;
            for (T item : items) {
                int bytes = bytesOf.applyAsInt(item);
                if (closed
                        || queue.size() >= limits.queuedItems
                        || (!queue.isEmpty() && queuedBytes + bytes > limits.queuedBytes)) {
                    break;
                }
                if (queue.isEmpty()) {
                    waitingSince = System.nanoTime();
                }
                queue.add(item);
                queuedBytes += bytes;
                taken++;
            }
            if (taken > 0) {
                noteGap();
                changed.signal();
            }
            return taken;
        } finally {
            lock.unlock();
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
            changed.signalAll();
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
            long wait = nanosToWait();
            while (!closed && wait > 0) {
                await(wait);
                wait = nanosToWait();
            }
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

    private long nanosToWait() {
        if (queue.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (queue.size() >= limits.batchItems / 4) {
            return 0;
        }
        if (underWay > 0) {
            return lastBegin + limits.pace.patience().toNanos() - System.nanoTime();
        }
        long linger = limits.pace.linger().toNanos();
        return linger < limits.pace.company() * meanGap ? 0 : waitingSince + linger - System.nanoTime();
    }

    private void noteGap() {
        long now = System.nanoTime();
        meanGap += (Math.min(MOST_GAP_NANOS, now - lastOffer) - meanGap) / GAPS;
        lastOffer = now;
    }

    private void await(long nanos) {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            log.debug("Nobody ends a {} thread but close(); it goes on", name);
        }
    }

    private void ended() {
        lock.lock();
        try {
            underWay--;
            if (!queue.isEmpty()) {
                changed.signal();
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
                changed.signal();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
