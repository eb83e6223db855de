package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.signed.UnreadableQuestionException;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a slice of a book, line by line, until there is enough, and then to the end of the millisecond. What was read of a slice that is cut is
 * complete up to the cut.
 */
final class Slice {
    /** So many times the wanted lines may be in one millisecond. */
    private static final int MOST_TOGETHER = 10;

    private static final int LEAST_MORE = 1_000;

    private final Book book;
    private final Instant from;
    private final Instant to;
    private final boolean whole;
    private final Deadline deadline;

    /** @param whole whether more is wanted than identity, content and amount */
    Slice(Book book, Instant from, Instant to, boolean whole, Deadline deadline) {
        this.book = book;
        this.from = from;
        this.to = to;
        this.whole = whole;
        this.deadline = deadline;
    }

    /** What is made of the lines. */
    interface Tally {
        void add(Line line);

        /** Whether no more is wanted than there has to be. */
        boolean isFull();
    }

    /**
     * @param through up to where the slice was read, exclusive
     */
    record Read<T extends Tally>(T tally, Instant through) {}

    /**
     * @param enough lines after which the slice may be cut
     * @param empty gives a tally without lines; asked again when too many lines of one millisecond need a second look
     * @throws UnreadableQuestionException if more lines than ten times {@code enough} have one millisecond
     * @throws IllegalStateException if the book gives its lines out of order, or others than were asked for
     */
    <T extends Tally> Read<T> read(int enough, Supplier<T> empty) {
        T tally = empty.get();
        int some = enough + Math.max(LEAST_MORE, enough / MOST_TOGETHER);
        Instant through = read(enough, some, tally);
        if (through == null) {
            tally = empty.get();
            through = read(enough, MOST_TOGETHER * enough + 1, tally);
        }
        if (through == null) {
            throw new UnreadableQuestionException("more than " + MOST_TOGETHER * enough
                    + " entries have one millisecond; " + book + " has no times that could divide them");
        }
        return new Read<>(tally, through);
    }

    /** @return {@code null} if the limit was met in the middle of a millisecond */
    private @Nullable Instant read(int enough, int limit, Tally tally) {
        int read = 0;
        long last = Long.MIN_VALUE;
        try (Stream<Line> lines = book.lines(from, to, limit, whole)) {
            for (Iterator<Line> all = lines.iterator(); all.hasNext(); read++) {
                deadline.check();
                Line line = all.next();
                requireOrder(last, line);
                if ((read >= enough || tally.isFull()) && line.millis() > last) {
                    return Instant.ofEpochMilli(line.millis());
                }
                if (read == limit - 1) {
                    return null;
                }
                tally.add(line);
                last = line.millis();
            }
        }
        deadline.check();
        return to;
    }

    private void requireOrder(long last, Line line) {
        if (line.millis() < from.toEpochMilli() || line.millis() >= to.toEpochMilli()) {
            throw new IllegalStateException(book + " gives an entry of " + Instant.ofEpochMilli(line.millis())
                    + " for the slice from " + from + " to " + to + ", exclusive");
        }
        if (line.millis() < last) {
            throw new IllegalStateException(book + " gives an entry of " + Instant.ofEpochMilli(line.millis())
                    + " after one of " + Instant.ofEpochMilli(last) + "; they must come in order of time");
        }
    }
}
