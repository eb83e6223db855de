package io.reliablemessage.service.scheduling;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the signs of all duties in one statement, while they have nothing to do. Whichever duty asks when the last look is a pause of
 * its own old takes the next one; those for which it finds something new are woken, so nobody learns of his work later than by himself.
 *
 * <p>A look that fails keeps nobody from work: until the next one each duty steps and meets the failure, or does not, by itself. So a table
 * that cannot be read stops the duty that it belongs to and no other.
 */
final class SignsOfWork {
    private static final Logger log = LoggerFactory.getLogger(SignsOfWork.class);

    /** Steps do not come to the millisecond. */
    private static final long SLACK_NANOS = Duration.ofMillis(100).toNanos();

    private final List<Duty> duties;
    private final JdbcSigns table;
    private final Duties bells;
    private final LongSupplier nanoTime;
    private boolean failing;
    private volatile @Nullable Look last;

    /**
     * @param beganNanos when it was taken
     * @param endedNanos when its answer was there
     * @param rung how often each duty had been woken
     * @param seen the duties with work
     */
    private record Look(long beganNanos, long endedNanos, Map<String, Long> rung, Set<String> seen) {}

    /** @param nanoTime as {@link System#nanoTime} */
    SignsOfWork(List<Duty> duties, JdbcSigns table, Duties bells, LongSupplier nanoTime) {
        this.duties = List.copyOf(duties);
        this.table = table;
        this.bells = bells;
        this.nanoTime = nanoTime;
    }

    /** Whether a sign of the duty is there, by a look that is younger than the duty's pause and than its last waking; false for a duty without a sign. */
    boolean seen(Duty duty) {
        if (duty.sign() == null) {
            return false;
        }
        long asked = nanoTime.getAsLong();
        Look look = last;
        if (look == null || !answers(look, duty, asked)) {
            look = lookUnlessAnotherHas(duty, asked);
        }
        return look.seen().contains(duty.name());
    }

    private boolean answers(Look look, Duty duty, long now) {
        return now - look.beganNanos() < duty.pause().toNanos() - SLACK_NANOS
                && bells.woken(duty.name()) == look.rung().getOrDefault(duty.name(), -1L);
    }

    private synchronized Look lookUnlessAnotherHas(Duty duty, long asked) {
        Look before = last;
        if (before != null && before.endedNanos() - asked > 0 && answers(before, duty, nanoTime.getAsLong())) {
            return before;
        }
        Look look = look(before == null ? Set.of() : before.seen());
        last = look;
        return look;
    }

    private Look look(Set<String> seenBefore) {
        long began = nanoTime.getAsLong();
        Map<String, Long> rung = new HashMap<>();
        duties.forEach(duty -> rung.put(duty.name(), bells.woken(duty.name())));
        Set<String> seen;
        try {
            seen = table.seen(duties);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "No look for the duties' signs of work succeeds now; each duty looks for itself until one does",
                        e);
            }
            return new Look(began, nanoTime.getAsLong(), rung, Set.copyOf(rung.keySet()));
        }
        for (String name : seen) {
            if (!seenBefore.contains(name)) {
                bells.wake(name);
                rung.merge(name, 1L, Long::sum);
            }
        }
        return new Look(began, nanoTime.getAsLong(), rung, seen);
    }
}
