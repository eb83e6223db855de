package io.reliablemessage.client.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what takes longer than it may. One thread looks at everything now and then: a timer for each call would wake a thread with each of
 * them, which costs more than the look. Its thread ends when there has been nothing to watch for a while, and keeps no application alive.
 */
final class Deadlines {
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    /** How much later than its deadline something may be ended; it is ended again as often, until it is forgotten. */
    private static final long LOOK_MILLIS = 100;

    private static final int LOOKS_AT_NOTHING = (int) Duration.ofSeconds(10).toMillis() / (int) LOOK_MILLIS;

    private final Set<Watched> watched = new HashSet<>();
    private @Nullable Thread thread;

    /** What is to be ended; each is itself only. */
    static final class Watched {
        private final long deadline;
        private final Runnable end;
        private volatile boolean late;

        /**
         * @param deadline in the time of {@link System#nanoTime}
         * @param end may be called several times, since what was ended may have begun anew
         */
        Watched(long deadline, Runnable end) {
            this.deadline = deadline;
            this.end = end;
        }

        /** Whether it was ended for being late. */
        boolean isLate() {
            return late;
        }

        private void endIfLate() {
            if (System.nanoTime() - deadline >= 0) {
                late = true;
                try {
                    end.run();
                } catch (RuntimeException e) {
                    log.debug("What is late could not be ended; it is tried again", e);
                }
            }
        }
    }

    synchronized void watch(Watched each) {
        watched.add(each);
        if (thread == null) {
            thread = new Thread(null, this::look, "reliable-message-deadlines", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    synchronized void forget(Watched each) {
        watched.remove(each);
    }

    private void look() {
        int looksAtNothing = 0;
        while (looksAtNothing < LOOKS_AT_NOTHING || !isOver()) {
            List<Watched> now = pauseAndCopy();
            looksAtNothing = now.isEmpty() ? looksAtNothing + 1 : 0;
            now.forEach(Watched::endIfLate);
        }
    }

    private synchronized boolean isOver() {
        if (watched.isEmpty()) {
            thread = null;
        }
        return thread == null;
    }

    private synchronized List<Watched> pauseAndCopy() {
        try {
            wait(LOOK_MILLIS);
        } catch (InterruptedException e) {
            log.debug("Nobody ends this thread; it goes on");
        }
        return List.copyOf(watched);
    }
}
