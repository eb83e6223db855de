package io.reliablemessage.service.scheduling;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A background duty. The scheduler calls {@link #step} again and again on one node at a time per group of shards; a step that dies
 * with its node is simply run again elsewhere, so a step claims what it works on by conditional updates and is safe to repeat.
 */
public interface Duty {

    /** Names the duty in table duty, in metrics and for {@link Duties#wake}: 1 to 60 characters of {@code a-z} and {@code -}. */
    String name();

    /** Into how many groups the {@value io.reliablemessage.service.outbox.Shards#COUNT} shards are dealt, each worked on independently; 1 for duties that are not sharded. */
    default int groups() {
        return 1;
    }

    /** How long to wait after a step that found nothing more to do, or that failed. */
    Duration pause();

    /**
     * An SQL condition that holds while there is work for any group of the duty, by index and without locks; {@code null}: there is none. It is asked
     * for together with those of the other duties, every {@link #pause()} or two, and may be another text each time.
     */
    default @Nullable String sign() {
        return null;
    }

    /**
     * Whether a step may find something to do although no sign was seen; asked before each. A duty whose groups can share the search for work answers
     * from it. By default only a duty that has a sign waits for it.
     *
     * @throws RuntimeException recorded as a step's
     */
    default boolean mayHaveWork(Set<Integer> shards) {
        return sign() == null;
    }

    /**
     * Does at most one batch; takes seconds at the most, since a shutdown waits for it.
     *
     * @param shards the shards to look at
     * @return whether there may be more to do at once
     * @throws RuntimeException recorded in table duty, and tried again after {@link #pause()}
     */
    boolean step(Set<Integer> shards);
}
