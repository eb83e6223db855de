package io.reliablemessage.service.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets concurrent calls meet in one multi-row transaction. A call that comes alone is written at once, by its own thread; calls that come
 * while a transaction is under way wait for the next one together, which the thread of the first of them writes for all. So there are no
 * threads to hand calls to and to get answers back from. A second transaction begins beside the first only when a quarter of a batch waits
 * or the first takes long, since two half-empty ones cost the database more. Where the last transaction had many calls, the next one gives
 * others two milliseconds to come. An answer is given only after the commit. When a batch fails, its calls are written one by one, so that
 * a bad one fails alone; when the database is away, they fail together.
 *
 * @param <I> an item of a call
 * @param <R> its result
 */
public final class BatchingWriter<I, R> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BatchingWriter.class);

    /** How long calls wait for a transaction under way before another one takes them. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(20).toNanos();

    /** How long a transaction waits for company, from the end of the one before it. */
    private static final long LINGER_NANOS = Duration.ofMillis(2).toNanos();

    /** With fewer calls in a transaction than this, company would be waited for longer than it saves. */
    private static final int MANY_CALLS = 8;

    private static final long CLOSE_SECONDS = 10;

    private final String name;
    private final int mostUnderWay;
    private final int maxBatch;
    private final int maxQueued;
    private final Function<List<I>, List<R>> transaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final ArrayDeque<Call<I, R>> queue = new ArrayDeque<>();
    private int queued;
    private int underWay;
    private long lastBegin;
    private long lastEnd;
    private int lastCalls;
    private boolean closed;

    /**
     * @param name in messages
     * @param mostUnderWay how many transactions may be under way at once
     * @param maxBatch items in one transaction (a single call may bring more)
     * @param transaction writes items in one transaction and gives one result per item, in their order
     */
    public BatchingWriter(String name, int mostUnderWay, int maxBatch, Function<List<I>, List<R>> transaction) {
        this.name = name;
        this.mostUnderWay = mostUnderWay;
        this.maxBatch = maxBatch;
        this.maxQueued = maxBatch * 100;
        this.transaction = transaction;
    }

    /**
     * Waits until the items are committed. A call whose thread writes for others waits for its own transaction, however long that takes.
     *
     * @param timeout how long the call waits for others
     * @return one result per item, in their order
     * @throws WriterOverloadedException if too much is queued already or the answer does not come in time; the items may still be
     *     written then, and repeating the call is safe
     * @throws IllegalStateException inside a transaction, which would then be the one that the items are written in
     */
    public List<R> write(List<I> items, Duration timeout) {
        if (items.isEmpty()) {
            return List.of();
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("The " + name + " writer has transactions of its own");
        }
        Call<I, R> call = enqueue(items);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!call.answer.isDone()) {
            List<Call<I, R>> batch = new ArrayList<>();
            long wait = turn(call, batch);
            if (!batch.isEmpty()) {
                lead(batch);
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                withdraw(call);
                throw new WriterOverloadedException(
                        left <= 0
                                ? "The " + name + " writer gave no answer within " + timeout
                                : "Interrupted while waiting for the " + name + " writer",
                        null);
            }
            if (!call.answer.isDone()) {
                LockSupport.parkNanos(this, Math.min(wait, left));
            }
        }
        return answer(call);
    }

    private List<R> answer(Call<I, R> call) {
        try {
            return call.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("The " + name + " writer failed", e.getCause());
        }
    }

    public int queuedItems() {
        lock.lock();
        try {
            return queued;
        } finally {
            lock.unlock();
        }
    }

    private Call<I, R> enqueue(List<I> items) {
        lock.lock();
        try {
            if (closed) {
                throw new WriterOverloadedException("The " + name + " writer is shut down", null);
            }
            if (queued > 0 && queued + items.size() > maxQueued) {
                throw new WriterOverloadedException(
                        "The " + name + " writer has " + queued + " items queued; the limit is " + maxQueued, null);
            }
            Call<I, R> call = new Call<>(List.copyOf(items), Thread.currentThread(), new CompletableFuture<>());
            queue.add(call);
            queued += items.size();
            if (isQuarter() && queue.size() > 1) {
                wakeFirst();
            }
            return call;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a batch out of the queue if it is this call's turn to write one.
     *
     * @return nanoseconds after which to ask again, unless woken before
     */
    private long turn(Call<I, R> call, List<Call<I, R>> batch) {
        lock.lock();
        try {
            if (queue.peek() != call || underWay == mostUnderWay) {
                return Long.MAX_VALUE;
            }
            long patience = patience();
            if (patience > 0) {
                return patience;
            }
            int items = 0;
            while (!queue.isEmpty()
                    && (batch.isEmpty() || items + queue.peek().items.size() <= maxBatch)) {
                Call<I, R> next = queue.remove();
                items += next.items.size();
                batch.add(next);
            }
            queued -= items;
            underWay++;
            lastBegin = System.nanoTime();
            lastCalls = batch.size();
            wakeFirst();
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /** How long what waits is to wait on, in nanoseconds, unless more comes. */
    private long patience() {
        if (closed || isQuarter()) {
            return 0;
        }
        if (underWay > 0) {
            return lastBegin + PATIENCE_NANOS - System.nanoTime();
        }
        return lastCalls < MANY_CALLS || queue.size() >= lastCalls ? 0 : lastEnd + LINGER_NANOS - System.nanoTime();
    }

    private boolean isQuarter() {
        return queued >= Math.max(2, maxBatch / 4);
    }

    private void wakeFirst() {
        Call<I, R> first = queue.peek();
        if (first != null) {
            LockSupport.unpark(first.caller);
        }
    }

    private void withdraw(Call<I, R> call) {
        lock.lock();
        try {
            if (queue.remove(call)) {
                queued -= call.items.size();
                wakeFirst();
                signalIfIdle();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead(List<Call<I, R>> batch) {
        try {
            write(batch);
        } catch (Throwable e) {
            batch.forEach(call -> call.fail(e));
            log.error("The {} writer failed; the callers were told and it goes on with the next batch", name, e);
        } finally {
            ended();
        }
    }

    private void ended() {
        lock.lock();
        try {
            underWay--;
            lastEnd = System.nanoTime();
            wakeFirst();
            signalIfIdle();
        } finally {
            lock.unlock();
        }
    }

    private void signalIfIdle() {
        if (queue.isEmpty() && underWay == 0) {
            idle.signalAll();
        }
    }

    private void write(List<Call<I, R>> batch) {
        List<I> items = new ArrayList<>();
        batch.forEach(call -> items.addAll(call.items));
        try {
            List<R> results = transaction.apply(items);
            int from = 0;
            for (Call<I, R> call : batch) {
                int to = from + call.items.size();
                call.complete(List.copyOf(results.subList(from, to)));
                from = to;
            }
        } catch (RuntimeException e) {
            if (batch.size() == 1 || isAway(e)) {
                batch.forEach(call -> call.fail(e));
                return;
            }
            log.warn(
                    "A batch of {} {} calls failed ({}); they are written one by one",
                    batch.size(),
                    name,
                    e.toString());
            batch.forEach(call -> write(List.of(call)));
        }
    }

    /** Without a database every call would wait for its own timeout, one after the other. */
    private static boolean isAway(RuntimeException failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof CannotCreateTransactionException;
    }

    /** Takes no more calls and waits until those that are queued are written, up to ten seconds. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wakeFirst();
            long left = TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
            while (left > 0 && !(queue.isEmpty() && underWay == 0)) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private record Call<I, R>(List<I> items, Thread caller, CompletableFuture<List<R>> answer) {

        void complete(List<R> results) {
            answer.complete(results);
            LockSupport.unpark(caller);
        }

        void fail(Throwable e) {
            answer.completeExceptionally(e);
            LockSupport.unpark(caller);
        }

        /** Each call is itself, whatever its items. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
