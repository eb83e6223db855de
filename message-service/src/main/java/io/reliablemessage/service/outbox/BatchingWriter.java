package io.reliablemessage.service.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Lets concurrent calls meet in one multi-row transaction. A call that comes alone is written at once; calls that come while a
 * transaction is under way wait for the next one together. A second transaction begins beside the first only when a quarter of a
 * batch waits or the first takes long, since two half-empty ones cost the database more. Where the last transaction had many calls, the
 * next one gives as many two milliseconds to come. An answer is given only after the commit.
 * When a batch fails, its calls are written one by one, so that a bad one fails alone; when the database is away, they fail together.
 *
 * @param <I> an item of a call
 * @param <R> its result
 */
public final class BatchingWriter<I, R> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BatchingWriter.class);

    /** How long calls wait for a transaction under way before another writer takes them. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(20).toNanos();

    /** How long a transaction waits for company, from the end of the one before it. */
    private static final long LINGER_NANOS = Duration.ofMillis(2).toNanos();

    /** With fewer calls in a transaction than this, company would be waited for longer than it saves. */
    private static final int MANY_CALLS = 8;

    private final String name;
    private final int maxBatch;
    private final int maxQueued;
    private final Function<List<I>, List<R>> transaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Call<I, R>> queue = new ArrayDeque<>();
    private final List<Thread> writers = new ArrayList<>();
    private int queued;
    private int underWay;
    private long lastBegin;
    private long lastEnd;
    private int lastCalls;
    private boolean closed;

    /**
     * @param name of the writer threads and in messages
     * @param threads how many transactions may be under way at once
     * @param maxBatch items in one transaction (a single call may bring more)
     * @param transaction writes items in one transaction and gives one result per item, in their order
     */
    public BatchingWriter(String name, int threads, int maxBatch, Function<List<I>, List<R>> transaction) {
        this.name = name;
        this.maxBatch = maxBatch;
        this.maxQueued = maxBatch * 100;
        this.transaction = transaction;
        for (int i = 0; i < threads; i++) {
            Thread writer = new Thread(this::writeUntilClosed, name + "-writer-" + i);
            writer.setDaemon(true);
            writers.add(writer);
            writer.start();
        }
    }

    /**
     * Waits until the items are committed.
     *
     * @return one result per item, in their order
     * @throws WriterOverloadedException if too much is queued already or the answer does not come in time; the items may still be
     *     written then, and repeating the call is safe
     */
    public List<R> write(List<I> items, Duration timeout) {
        if (items.isEmpty()) {
            return List.of();
        }
        Call<I, R> call = enqueue(items);
        try {
            return call.answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.answer.cancel(false);
            throw new WriterOverloadedException("The " + name + " writer gave no answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriterOverloadedException("Interrupted while waiting for the " + name + " writer", e);
        } catch (ExecutionException e) {
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
            Call<I, R> call = new Call<>(List.copyOf(items), new CompletableFuture<>());
            queue.add(call);
            queued += items.size();
            changed.signal();
            return call;
        } finally {
            lock.unlock();
        }
    }

    private void writeUntilClosed() {
        for (List<Call<I, R>> batch = next(); !batch.isEmpty() || !isClosed(); batch = next()) {
            if (batch.isEmpty()) {
                continue;
            }
            try {
                write(batch);
            } catch (Throwable e) {
                batch.forEach(call -> call.answer.completeExceptionally(e));
                log.error("The {} writer failed; the callers were told and it goes on with the next batch", name, e);
            } finally {
                ended();
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** The next calls to write together; empty at the end, or when the callers of all that waited have given up. */
    private List<Call<I, R>> next() {
        lock.lock();
        try {
            awaitTurn();
            List<Call<I, R>> batch = new ArrayList<>();
            int items = 0;
            while (!queue.isEmpty()
                    && (batch.isEmpty() || items + queue.peek().items.size() <= maxBatch)) {
                Call<I, R> call = queue.remove();
                queued -= call.items.size();
                if (call.answer.isDone()) {
                    continue; // Its caller has given up and will come again.
                }
                batch.add(call);
                items += call.items.size();
            }
            if (!batch.isEmpty()) {
                underWay++;
                lastBegin = System.nanoTime();
                lastCalls = batch.size();
            }
            if (!queue.isEmpty()) {
                changed.signal();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to write and it is worth a transaction of its own, or until the end. */
    private void awaitTurn() {
        while (!closed) {
            if (queue.isEmpty()) {
                changed.awaitUninterruptibly();
                continue;
            }
            long patience = patience();
            if (patience <= 0) {
                return;
            }
            try {
                changed.awaitNanos(patience);
            } catch (InterruptedException e) {
                log.debug("Nobody ends the {} writer but its close(); it goes on", name);
            }
        }
    }

    /** How long what waits is to wait on, in nanoseconds, unless more comes. */
    private long patience() {
        if (queued >= Math.max(2, maxBatch / 4)) {
            return 0;
        }
        if (underWay > 0) {
            return lastBegin + PATIENCE_NANOS - System.nanoTime();
        }
        return lastCalls < MANY_CALLS || queue.size() >= lastCalls ? 0 : lastEnd + LINGER_NANOS - System.nanoTime();
    }

    private void ended() {
        lock.lock();
        try {
            underWay--;
            lastEnd = System.nanoTime();
        } finally {
            lock.unlock();
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
                call.answer.complete(List.copyOf(results.subList(from, to)));
                from = to;
            }
        } catch (RuntimeException e) {
            if (batch.size() == 1 || isAway(e)) {
                batch.forEach(call -> call.answer.completeExceptionally(e));
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

    /** Writes what is queued and ends the threads; waits up to ten seconds for that. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread writer : writers) {
            try {
                writer.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private record Call<I, R>(List<I> items, CompletableFuture<List<R>> answer) {}
}
