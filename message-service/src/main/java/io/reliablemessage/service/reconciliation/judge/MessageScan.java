package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.reconciliation.compare.BookProblemException;
import io.reliablemessage.service.reconciliation.compare.JdbcWindow;
import io.reliablemessage.service.reconciliation.compare.OurEntries;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Finds in the service's own book what is owed, and messages that nothing will ever touch again. It changes nothing. */
@Component
public final class MessageScan {
    private static final int MOST_IN_A_MILLISECOND = 10 * OurEntries.SLICE_ROWS;
    private static final int OUT_OF_SIGHT = 2_000;
    private static final int AT_ONCE = 500;

    private final JdbcWindow window;
    private final JdbcStandings standings;

    MessageScan(JdbcWindow window, JdbcStandings standings) {
        this.window = window;
        this.standings = standings;
    }

    /**
     * @param through up to where messages were read, exclusive
     * @param messages how many there are
     */
    public record Scanned(Instant through, long messages, List<Suspect> suspects) {}

    /**
     * One slice of the window.
     *
     * @throws BookProblemException if there are too many messages in one millisecond
     */
    public Scanned read(int topicId, Instant from, Instant to) {
        Slice slice = read(topicId, from, to, OurEntries.SLICE_ROWS);
        if (slice.through.equals(from)) {
            slice = read(topicId, from, from.plusMillis(1), MOST_IN_A_MILLISECOND);
        }
        if (slice.through.equals(from)) {
            throw BookProblemException.lasting(
                    "There are more than " + MOST_IN_A_MILLISECOND + " messages in the millisecond " + from);
        }
        List<Suspect> suspects = new ArrayList<>(slice.owed);
        suspects.addAll(broken(topicId, slice.unfinished));
        return new Scanned(slice.through, slice.rows, suspects);
    }

    private Slice read(int topicId, Instant from, Instant to, int rows) {
        Slice slice = new Slice();
        window.read(new JdbcWindow.Part(topicId, from, to, rows + 1, null), slice::add);
        slice.end(rows, to);
        return slice;
    }

    /** Outside the window, among the messages that are not final: a bounded look where nothing is worked on. */
    public Scanned outOfSight(int topicId) {
        return new Scanned(Instant.EPOCH, 0, broken(topicId, standings.outOfSight(topicId, OUT_OF_SIGHT)));
    }

    private List<Suspect> broken(int topicId, List<UUID> ids) {
        JdbcStandings.Extent extent = new JdbcStandings.Extent(topicId, false, null);
        List<Suspect> suspects = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            for (Standing each : standings.byIds(extent, ids.subList(from, Math.min(ids.size(), from + AT_ONCE)))) {
                if (each.broken() != null) {
                    suspects.add(new Suspect(Scope.MESSAGE, 0, Digest.identityOf(each.id()), null, each.id()));
                }
            }
        }
        return suspects;
    }

    /** What was seen; the rows of the last millisecond count only if it is whole, and are suspects all the same. */
    private static final class Slice {
        private final List<Suspect> owed = new ArrayList<>();
        private final List<UUID> unfinished = new ArrayList<>();
        private Instant through = Instant.EPOCH;
        private long rows;
        private long rowsOfMillis;
        private long millis;

        void add(JdbcWindow.Row row) {
            if (Ids.millisOf(row.id()) != millis) {
                millis = Ids.millisOf(row.id());
                rowsOfMillis = 0;
            }
            rows++;
            rowsOfMillis++;
            boolean confirmed = row.state() == MessageState.CONFIRMED;
            if (confirmed) {
                long owing = row.sets().owing() | row.sets().retrying();
                for (long rest = owing; rest != 0; rest &= rest - 1) {
                    owed.add(owed(row, Long.numberOfTrailingZeros(rest)));
                }
            }
            if (confirmed || row.state() == MessageState.PREPARED || row.sets().dead() != 0) {
                unfinished.add(row.id());
            }
        }

        private static Suspect owed(JdbcWindow.Row row, int position) {
            byte[] hash = row.keyHash();
            return new Suspect(
                    Scope.GROUP, position, hash == null ? Digest.identityOf(row.id()) : hash, row.key(), row.id());
        }

        void end(int most, Instant to) {
            boolean cut = rows > most;
            through = cut ? Instant.ofEpochMilli(millis) : to;
            rows -= cut ? rowsOfMillis : 0;
        }
    }
}
