package io.reliablemessage.service.scheduling;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** What a duty may ask of the scheduler on its node: to be woken, and to count what it handled. */
@Component
public final class Duties {
    private final Map<String, Bell> bells = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> handled = new ConcurrentHashMap<>();

    /**
     * Ends the pause of all groups of a duty that have their turn on this node; never waits. A call that comes while a step is under
     * way is kept for the end of that step.
     *
     * @param duty its {@link Duty#name()}; a name that no duty has is ignored
     */
    public void wake(String duty) {
        bell(duty).ring();
    }

    /** How often a duty was woken on this node since it started. */
    public long woken(String duty) {
        return bell(duty).rung();
    }

    /** Adds to the number of items that a duty has handled, shown in table duty and as a metric. */
    public void handled(String duty, int items) {
        handled.computeIfAbsent(duty, name -> new AtomicLong()).addAndGet(items);
    }

    /** What this node has handled since it started. */
    public long handled(String duty) {
        AtomicLong count = handled.get(duty);
        return count == null ? 0 : count.get();
    }

    Bell bell(String duty) {
        return bells.computeIfAbsent(duty, name -> new Bell());
    }

    /** Counts how often it was rung; whoever pauses waits until the count has moved on. */
    static final class Bell implements Turn.Pause {
        private long rung;

        @Override
        public synchronized long rung() {
            return rung;
        }

        @Override
        public synchronized void awaitRingSince(long seen, long millis) throws InterruptedException {
            long end = System.nanoTime() + millis * 1_000_000;
            for (long left = millis; rung == seen && left > 0; left = (end - System.nanoTime() + 999_999) / 1_000_000) {
                wait(left);
            }
        }

        private synchronized void ring() {
            rung++;
            notifyAll();
        }
    }
}
