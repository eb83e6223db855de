package io.reliablemessage.service.scheduling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many turns this node may have at once: its share of all turns among the living nodes. Quartz asks for a free slot before it
 * looks for a trigger, so a node that has its share leaves the rest to the others, and one whose share shrank gives turns back.
 * Without this the node that started first would keep every trigger for ever.
 */
final class TurnSlots implements Executor {
    private static final long CLOSED_MILLIS = 50;

    private final Set<Thread> running = new HashSet<>();
    private final Map<Thread, Held> held = new HashMap<>();
    private final Set<Thread> leaving = new HashSet<>();
    private final AtomicInteger started = new AtomicInteger();
    private int occupied;
    private int limit = 1;
    private int nodes = 1;
    private boolean closed;

    /** What a turn is for, and how many such turns there are on all nodes. */
    private record Held(String duty, int groups) {}

    /** Sets the share: {@code ceil(turns / nodes)}, at least 1. */
    synchronized void share(int turns, int among) {
        nodes = Math.max(1, among);
        limit = Math.max(1, shareOf(turns));
        notifyAll();
    }

    private int shareOf(int turns) {
        return (turns + nodes - 1) / nodes;
    }

    /**
     * Waits until a slot is free and returns how many are; 0 after a moment once closed, so that Quartz sees that it is paused: it would
     * begin one more turn with a slot that it was waiting for when it was paused.
     */
    synchronized int awaitFree() throws InterruptedException {
        while (!closed && occupied >= limit) {
            wait();
        }
        if (closed) {
            wait(CLOSED_MILLIS);
            return 0;
        }
        return limit - occupied;
    }

    synchronized void open() {
        closed = false;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Runs a turn in a thread of its own; turns last minutes, so there is nothing to pool. */
    @Override
    public void execute(Runnable turn) {
        Thread thread = new Thread(() -> runInSlot(turn), "turn-" + started.incrementAndGet());
        synchronized (this) {
            occupied++;
        }
        thread.start();
    }

    /**
     * Whether the calling turn is one too many on this node and should end; asked again, it answers the same. Turns of a duty of which
     * this node has more than its share go first, and none goes that is part of it: else a node could keep all groups of the duty that
     * has the work, and leave those that have none to the others.
     *
     * @param groups of the duty, on all nodes
     */
    synchronized boolean shouldLeave(String duty, int groups) {
        Thread turn = Thread.currentThread();
        if (leaving.contains(turn)) {
            return true;
        }
        Held mine = new Held(duty, groups);
        held.put(turn, mine);
        if (running.size() - leaving.size() <= limit) {
            return false;
        }
        boolean anyAbove = held.values().stream().anyMatch(each -> staying(each) > shareOf(each.groups()));
        int mayStay = anyAbove ? shareOf(groups) : groups / nodes;
        return staying(mine) > mayStay && leaving.add(turn);
    }

    private long staying(Held one) {
        return held.entrySet().stream()
                .filter(each -> each.getValue().equals(one) && !leaving.contains(each.getKey()))
                .count();
    }

    /** Waits until no turn runs any more. */
    synchronized boolean awaitNone(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; occupied > 0; left = (end - System.nanoTime()) / 1_000_000) {
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized int occupied() {
        return occupied;
    }

    synchronized int limit() {
        return limit;
    }

    private void runInSlot(Runnable turn) {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            running.add(thread);
        }
        try {
            turn.run();
        } finally {
            synchronized (this) {
                running.remove(thread);
                held.remove(thread);
                leaving.remove(thread);
                occupied--;
                notifyAll();
            }
        }
    }
}
