package io.reliablemessage.service.checkback;

import io.reliablemessage.service.application.Application;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which applications did not answer, and leaves them alone for a while: the timeouts of one that is down would else hold up
 * the questions to all others for as long as it has messages in doubt. Their messages go on backing off meanwhile.
 */
final class Silence {
    private static final Logger log = LoggerFactory.getLogger(Silence.class);

    private final Duration rest;
    private final LongSupplier nanoTime;
    private final Map<Integer, Long> silentSince = new ConcurrentHashMap<>();

    Silence(Duration rest, LongSupplier nanoTime) {
        this.rest = rest;
        this.nanoTime = nanoTime;
    }

    boolean keptBy(Application application) {
        Long since = silentSince.get(application.id());
        return since != null && nanoTime.getAsLong() - since < rest.toNanos();
    }

    void note(Application application, Answer answer) {
        if (answer instanceof Answer.Unanswered unanswered) {
            if (silentSince.put(application.id(), nanoTime.getAsLong()) == null) {
                log.warn(
                        "Application {} does not answer check-backs at {}: {}. Its messages in doubt wait; it is asked again from time"
                                + " to time",
                        application.name(),
                        application.checkUrl(),
                        unanswered.detail());
            }
        } else if (silentSince.remove(application.id()) != null) {
            log.info(
                    "Application {} answers check-backs again; its messages in doubt are settled as they fall due",
                    application.name());
        }
    }
}
