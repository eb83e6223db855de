package io.reliablemessage.benchmarks.subject;

import com.sun.management.ThreadMXBean;
import io.reliablemessage.benchmarks.business.Order;
import io.reliablemessage.benchmarks.business.Subject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Puts a subject under load and follows each message to its arrival. */
final class Load {
    private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(60);
    /** Nobody places more in a second; what comes after that many is missed. */
    private static final int MOST_PER_SECOND = 50_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Subject subject;
    private final @Nullable Arrivals arrivals;
    private final AtomicLong lastOrder = new AtomicLong();
    private final LongAdder allocated = new LongAdder();

    /** @param arrivals {@code null} if the subject sends nothing */
    Load(Subject subject, @Nullable Arrivals arrivals) {
        this.subject = subject;
        this.arrivals = arrivals;
    }

    /**
     * Each thread places one order after the other. When too many messages are under way the threads wait: a relay that falls behind
     * holds business up sooner or later, and a queue that only grows would measure the business alone.
     *
     * @param mostUnderWay messages sent and not arrived; 0 for any number, and not waiting for them at the end either
     */
    LoadResult closedLoop(int threads, Duration duration, int mostUnderWay) throws InterruptedException {
        long from = lastOrder.get();
        if (arrivals != null) {
            arrivals.expect(from, (int) Math.max(1, duration.toMillis() * MOST_PER_SECOND / 1_000));
        }
        AtomicLong placed = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        boolean following = arrivals != null && mostUnderWay > 0;
        Semaphore room = new Semaphore(following ? mostUnderWay : Integer.MAX_VALUE);
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        Thread gate = following ? gate(room) : null;
        inThreads(threads, failure, () -> {
            while (System.nanoTime() < end && failure.get() == null) {
                if (room.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    placed.incrementAndGet();
                    subject.place(new Order(lastOrder.getAndIncrement()));
                }
            }
        });
        long businessNanos = System.nanoTime() - begin;
        if (gate != null) {
            gate.interrupt();
            gate.join();
        }
        if (following) {
            awaitArrivals(placed.get());
        }
        long nanos = following && arrivals != null
                ? Math.max(businessNanos, lastArrival(arrivals, from, placed.get()) - begin)
                : businessNanos;
        long arrived = arrivals == null ? 0 : arrivals.count();
        return new LoadResult(
                placed.get(),
                businessNanos,
                arrived,
                nanos,
                following ? placed.get() - arrived : 0,
                arrivals == null ? 0 : arrivals.duplicates(),
                null,
                null);
    }

    /** Makes room for as many as have arrived. One thread looks, not each that waits: those would take the processors from the relay. */
    private Thread gate(Semaphore room) {
        Thread gate = new Thread(
                () -> {
                    long made = 0;
                    while (!Thread.interrupted() && arrivals != null) {
                        long count = arrivals.count();
                        room.release((int) (count - made));
                        made = count;
                        LockSupport.parkNanos(LOOK_NANOS);
                    }
                },
                "gate");
        gate.setDaemon(true);
        gate.start();
        return gate;
    }

    /**
     * Places orders at a fixed rate, late ones at once, and takes the time from the moment at which each was meant to begin, so that a
     * pause counts for all that it held up.
     */
    LoadResult fixedRate(int threads, double perSecond, Duration duration) throws InterruptedException {
        if (arrivals == null) {
            throw new IllegalStateException("Without messages there is no arrival");
        }
        int total = (int) (perSecond * duration.toMillis() / 1_000);
        long from = lastOrder.get();
        arrivals.expect(from, total);
        long[] committed = new long[total];
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long gap = (long) (1e9 / perSecond);
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        inThreads(threads, failure, () -> {
            for (int i = next.getAndIncrement(); i < total && failure.get() == null; i = next.getAndIncrement()) {
                for (long wait = begin + i * gap - System.nanoTime(); wait > 0; ) {
                    LockSupport.parkNanos(wait);
                    wait = begin + i * gap - System.nanoTime();
                }
                subject.place(new Order(from + i));
                committed[i] = System.nanoTime();
            }
        });
        long businessNanos = System.nanoTime() - begin;
        lastOrder.set(from + total);
        awaitArrivals(total);
        long nanos = Math.max(businessNanos, lastArrival(arrivals, from, total) - begin);
        Histogram sinceCommit = new Histogram(HIGHEST_NANOS, 3);
        Histogram sinceMeant = new Histogram(HIGHEST_NANOS, 3);
        for (int i = 0; i < total; i++) {
            long arrival = arrivals.nanosOf(from + i);
            if (arrival != 0) {
                sinceCommit.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, arrival - committed[i])));
                sinceMeant.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, arrival - (begin + i * gap))));
            }
        }
        return new LoadResult(
                total,
                businessNanos,
                arrivals.count(),
                nanos,
                total - arrivals.count(),
                arrivals.duplicates(),
                Latency.of(sinceCommit),
                Latency.of(sinceMeant));
    }

    /** Not the moment at which waiting for those that are missing was given up. */
    private static long lastArrival(Arrivals arrivals, long from, long orders) {
        long last = 0;
        for (long order = from; order < from + orders; order++) {
            long nanos = arrivals.nanosOf(order);
            last = nanos == 0 ? last : Math.max(last, nanos);
        }
        return last;
    }

    private void awaitArrivals(long expected) {
        long lastCount = -1;
        long lastProgress = System.nanoTime();
        while (arrivals != null && arrivals.count() < expected) {
            if (arrivals.count() != lastCount) {
                lastCount = arrivals.count();
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > ARRIVAL_LIMIT.toNanos()) {
                return; // The missing ones are part of the result.
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** What the threads of all loads so far have allocated; when a thread has ended, the JVM does not tell any more. */
    long allocatedBytes() {
        return allocated.sum();
    }

    private void inThreads(int threads, AtomicReference<Throwable> failure, Work work) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        } finally {
                            allocated.add(THREADS.getCurrentThreadAllocatedBytes());
                        }
                    },
                    "producer-" + i);
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("A business transaction failed", failure.get());
        }
    }

    private interface Work {
        void run() throws Exception;
    }
}
