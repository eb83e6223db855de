package io.reliablemessage.service.scheduling;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Wakes duties of this node that pause, so that what just became due does not wait for the next look. */
@Component
public final class Duties {
    private final Map<String, Bell> bells = new ConcurrentHashMap<>();

    /**
     * Ends the pause of all groups of a duty that have their turn on this node; never waits. A call that comes while a step is under
     * way is kept for the end of that step.
     *
     * @param duty its {@link Duty#name()}; a name that no duty has is ignored
     */
    public void wake(String duty) {
        bell(duty).ring();
    }

    Bell bell(String duty) {
        return bells.computeIfAbsent(duty, name -> new Bell());
    }

    /** Counts how often it was rung; whoever pauses waits until the count has moved on. */
    static final class Bell {
        private final AtomicLong rung = new AtomicLong();

        long rung() {
            return rung.get();
        }

        private synchronized void ring() {
            rung.incrementAndGet();
            notifyAll();
        }

        /** Waits until the bell has rung since {@code seen} or the time is over. */
        synchronized void awaitRingSince(long seen, long millis) throws InterruptedException {
            long end = System.nanoTime() + millis * 1_000_000;
            while (rung.get() == seen) {
                long left = (end - System.nanoTime() + 999_999) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                wait(left);
            }
        }
    }
}
