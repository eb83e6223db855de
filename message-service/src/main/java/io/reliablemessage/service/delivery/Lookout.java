package io.reliablemessage.service.delivery;

import io.reliablemessage.service.outbox.Shards;
import io.reliablemessage.service.scheduling.Duties;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One look at all shards in place of one by each group of them, while nothing is due. Whichever group's step comes when the last look is
 * a pause old takes the next one; if it finds something for the others, they are woken, so nobody learns of it later than by himself.
 */
final class Lookout {

    /** A little less than the pause, since steps do not come to the millisecond. */
    private static final long FRESH_NANOS = Redelivery.PAUSE.minusMillis(100).toNanos();

    private final Claims claims;
    private final Duties duties;
    private final LongSupplier nanoTime;
    private final Set<Integer> due = new HashSet<>(Shards.ALL);
    private long lookedNanos;
    private long wokenAtLook;

    /** @param nanoTime as {@link System#nanoTime} */
    Lookout(Claims claims, Duties duties, LongSupplier nanoTime) {
        this.claims = claims;
        this.duties = duties;
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong() - FRESH_NANOS;
    }

    /** Whether anything in these shards is due, as far as the last look tells; looks if that is old or somebody woke the duty since. */
    synchronized boolean seesDue(Set<Integer> shards) {
        if (shards.stream().anyMatch(due::contains)) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long woken = duties.woken(Redelivery.NAME);
        if (now - lookedNanos < FRESH_NANOS && woken == wokenAtLook) {
            return false;
        }
        Set<Integer> found = claims.shardsWithDue(Shards.ALL);
        due.clear();
        due.addAll(found);
        lookedNanos = now;
        wokenAtLook = woken;
        if (!due.isEmpty()) {
            duties.wake(Redelivery.NAME);
            wokenAtLook++;
        }
        return shards.stream().anyMatch(due::contains);
    }

    /** Nothing is left in these shards, as a claim has found. */
    synchronized void foundNothingIn(Set<Integer> shards) {
        due.removeAll(shards);
    }
}
