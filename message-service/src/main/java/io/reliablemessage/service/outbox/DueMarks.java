package io.reliablemessage.service.outbox;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * How far this node has worked off the due index of each shard, so that the next scan begins there. Whatever was claimed leaves its old
 * place in the index behind until InnoDB purges it, and a snapshot that somebody holds open keeps it there for hours: a scan from the
 * beginning would step over all of it each time.
 *
 * <p>A mark stays far enough behind the clock that rows of transactions still under way do not appear before it. What comes to lie before
 * it all the same, such as an expiry in the past or a clock that was set back, is found by the scan from the beginning that each shard
 * gets once a minute.
 */
public final class DueMarks {
    private static final LocalDateTime BEGINNING = LocalDateTime.of(1970, 1, 1, 0, 0);

    /** No transaction of the service is under way longer: its connections give up before. */
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(15);

    private static final long FULL_SCAN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Mark[] marks = new Mark[Shards.COUNT];

    private record Mark(LocalDateTime due, long fullScanNanos) {}

    /** @param nanoTime as {@link System#nanoTime} */
    public DueMarks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The due time from which a scan of the shard has to look; rows at exactly that time belong to it. */
    public synchronized LocalDateTime of(int shard) {
        Mark mark = marks[shard];
        return mark == null || isFullScanDue(mark) ? BEGINNING : mark.due;
    }

    /** Whether the next scan of any of the shards is to be one from the beginning. */
    public synchronized boolean isFullScanDue(Collection<Integer> shards) {
        return shards.stream().map(shard -> marks[shard]).anyMatch(mark -> mark == null || isFullScanDue(mark));
    }

    private boolean isFullScanDue(Mark mark) {
        return nanoTime.getAsLong() - mark.fullScanNanos >= FULL_SCAN_NANOS;
    }

    /**
     * Notes that nothing is due any more between where a scan began and {@code until}; not to be called if a row was left as it was.
     *
     * @param from what {@link #of} said before the scan
     * @param until the due time of the last row if there may be more, otherwise the time of the scan
     * @param scannedAt by the database's clock
     */
    public synchronized void workedOff(int shard, LocalDateTime from, LocalDateTime until, LocalDateTime scannedAt) {
        LocalDateTime safe = scannedAt.minus(LONGEST_COMMIT);
        LocalDateTime due = until.isBefore(safe) ? until : safe;
        Mark before = marks[shard];
        boolean full = from.equals(BEGINNING) || before == null;
        marks[shard] = new Mark(due, full ? nanoTime.getAsLong() : before.fullScanNanos);
    }
}
