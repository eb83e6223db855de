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
 * its own old takes the next one; those for which it finds something new are woken. So a duty learns of its work after a pause, or two where
 * no other duty looks meanwhile.
 *
 * <p>A look that fails keeps nobody from work: for a minute each duty steps after each of its pauses and meets the failure, or does not, by
 * itself. So a table that cannot be read stops the duty that it belongs to, and holds up others by one look in a minute.
 */
final class SignsOfWork {
    private static final Logger log = LoggerFactory.getLogger(SignsOfWork.class);

    /** A look that waits for a locked table holds others up, too, such as the removal of a day's messages. */
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private static final long AFTER_FAILURE_NANOS = AFTER_FAILURE.toNanos();

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
     * @param endedNanos when its answer was there, or its failure
     * @param rung how often each duty had been woken
     * @param seen the duties with work; {@code null}: it failed
     */
    private record Look(
            long beganNanos,
            long endedNanos,
            Map<String, Long> rung,
            @Nullable Set<String> seen) {}

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
        return look.seen() == null || look.seen().contains(duty.name());
    }

    private boolean answers(Look look, Duty duty, long now) {
        if (look.seen() == null) {
            return now - look.endedNanos() < AFTER_FAILURE_NANOS;
        }
        return now - look.beganNanos() < duty.pause().toNanos() - SLACK_NANOS && knowsOfLastWaking(look, duty);
    }

    private boolean knowsOfLastWaking(Look look, Duty duty) {
        return bells.woken(duty.name()) == look.rung().getOrDefault(duty.name(), -1L);
    }

    /** Whoever waits for another's look takes its answer, however long that took; or those who wait would take one after the other. */
    private synchronized Look lookUnlessAnotherHas(Duty duty, long asked) {
        Look before = last;
        if (before != null
                && before.endedNanos() - asked > 0
                && (before.seen() == null || knowsOfLastWaking(before, duty))) {
            return before;
        }
        Look look = look(before == null || before.seen() == null ? Set.of() : before.seen());
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
                        "A look for the duties' signs of work failed; until one succeeds, tried every {}, each duty looks for itself",
                        AFTER_FAILURE,
                        e);
            }
            return new Look(began, nanoTime.getAsLong(), rung, null);
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
