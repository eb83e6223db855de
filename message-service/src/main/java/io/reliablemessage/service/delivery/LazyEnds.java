package io.reliablemessage.service.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that end at the broker, which is noted for many at once: nobody waits for it. What is lost sight of, because the process dies
 * or too much waits, comes due and is published once more.
 */
final class LazyEnds {
    private static final Logger log = LoggerFactory.getLogger(LazyEnds.class);
    private static final long LINGER_MILLIS = 50;
    private static final int BATCH = 200;
    private static final int MOST = 10_000;

    private final Supplier<ScheduledExecutorService> executor;
    private final Consumer<List<UUID>> end;
    private final List<UUID> waiting = new ArrayList<>();

    /** @param end notes it for some messages; called on the executor */
    LazyEnds(Supplier<ScheduledExecutorService> executor, Consumer<List<UUID>> end) {
        this.executor = executor;
        this.end = end;
    }

    void add(UUID id) {
        int size;
        synchronized (waiting) {
            if (waiting.size() == MOST) {
                log.debug("Too many messages wait for their end; message {} is published once more when it is due", id);
                return;
            }
            waiting.add(id);
            size = waiting.size();
        }
        try {
            if (size == 1) {
                executor.get().schedule(this::endWaiting, LINGER_MILLIS, TimeUnit.MILLISECONDS);
            } else if (size == BATCH) {
                executor.get().execute(this::endWaiting);
            }
        } catch (RejectedExecutionException e) {
            synchronized (waiting) {
                waiting.clear();
            }
            log.warn("The node stops; the end of message {} is not noted, its due time brings it again", id, e);
        }
    }

    /** Notes what waits; at the end of the process also from outside the executor. */
    void endWaiting() {
        List<UUID> ids;
        synchronized (waiting) {
            ids = List.copyOf(waiting);
            waiting.clear();
        }
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<UUID> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
            try {
                end.accept(some);
            } catch (RuntimeException e) {
                log.warn(
                        "The end of {} messages could not be noted, the first is {}; their due time brings them again",
                        some.size(),
                        some.get(0),
                        e);
            }
        }
    }
}
