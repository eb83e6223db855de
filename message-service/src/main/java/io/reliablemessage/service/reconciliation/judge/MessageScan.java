package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.reconciliation.compare.BookProblemException;
import io.reliablemessage.service.reconciliation.compare.JdbcWindow;
import io.reliablemessage.service.reconciliation.compare.OurBook;
import io.reliablemessage.service.reconciliation.compare.OurEntries;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds in the service's own book what is owed, messages that nothing will ever touch again, and those that windows miss: not decided
 * yet, or entered late under an id with an earlier time. It changes nothing.
 */
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
     * @param beginnings of the windows that the run compares: what is confirmed later than one and has an earlier id was not there when
     *     the window before was compared
     * @throws BookProblemException if there are too many messages in one millisecond
     */
    public Scanned read(int topicId, Instant from, Instant to, NavigableSet<Instant> beginnings) {
        Slice slice = read(topicId, from, to, OurEntries.SLICE_ROWS, new Slice(beginnings));
        if (slice.through.equals(from)) {
            slice = read(topicId, from, from.plusMillis(1), MOST_IN_A_MILLISECOND, new Slice(beginnings));
        }
        if (slice.through.equals(from)) {
            throw BookProblemException.lasting(
                    "There are more than " + MOST_IN_A_MILLISECOND + " messages in the millisecond " + from);
        }
        List<Suspect> suspects = new ArrayList<>(slice.suspects);
        suspects.addAll(broken(topicId, slice.unfinished));
        return new Scanned(slice.through, slice.rows, suspects);
    }

    private Slice read(int topicId, Instant from, Instant to, int rows, Slice slice) {
        window.read(new JdbcWindow.Part(topicId, from, to, rows + 1, null), slice::add);
        slice.end(rows, to);
        return slice;
    }

    /** Outside the window, among the messages that are not final: a bounded look where nothing is worked on. */
    public Scanned outOfSight(int topicId) {
        return new Scanned(Instant.EPOCH, 0, broken(topicId, standings.outOfSight(topicId, OUT_OF_SIGHT)));
    }

    /**
     * How these messages stand.
     *
     * @param ids at most a few hundred
     */
    public Map<UUID, Standing> standing(int topicId, Collection<UUID> ids) {
        return standings.byIds(new JdbcStandings.Extent(topicId, false, null), ids).stream()
                .collect(Collectors.toMap(Standing::id, Function.identity()));
    }

    /**
     * The messages of an application that tell of facts with these keys.
     *
     * @param hashes at most a few hundred, 32 bytes each
     */
    public List<Standing> told(int topicId, int application, List<byte[]> hashes) {
        return standings.byKeys(new JdbcStandings.Extent(topicId, false, null), hashes).stream()
                .filter(each -> each.applicationId() == application && each.isTold())
                .toList();
    }

    /** A message as a whole, which is looked at by itself and then with {@link #of its fact and its groups}. */
    public static Suspect whole(UUID id) {
        return new Suspect(Scope.MESSAGE, 0, Digest.identityOf(id), null, id);
    }

    /** The fact of a message, if it has a key, and each of its groups. */
    public static List<Suspect> of(Standing message) {
        List<Suspect> suspects = new ArrayList<>(ofGroups(message));
        byte[] hash = message.keyHash();
        if (hash != null) {
            suspects.add(new Suspect(Scope.FACTS, message.applicationId(), hash, message.key(), message.id()));
        }
        return suspects;
    }

    /** Each group of a message. */
    public static List<Suspect> ofGroups(Standing message) {
        return ofGroups(message.sets().all(), message.id(), message.keyHash(), message.key());
    }

    private static List<Suspect> ofGroups(long positions, UUID id, byte @Nullable [] hash, @Nullable String key) {
        List<Suspect> suspects = new ArrayList<>(Long.bitCount(positions));
        for (long rest = positions; rest != 0; rest &= rest - 1) {
            suspects.add(new Suspect(
                    Scope.GROUP,
                    Long.numberOfTrailingZeros(rest),
                    hash == null ? Digest.identityOf(id) : hash,
                    key,
                    id));
        }
        return suspects;
    }

    private List<Suspect> broken(int topicId, List<UUID> ids) {
        JdbcStandings.Extent extent = new JdbcStandings.Extent(topicId, false, null);
        List<Suspect> suspects = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            for (Standing each : standings.byIds(extent, ids.subList(from, Math.min(ids.size(), from + AT_ONCE)))) {
                if (each.broken() != null) {
                    suspects.add(whole(each.id()));
                }
            }
        }
        return suspects;
    }

    /** What was seen; the rows of the last millisecond count only if it is whole, and are suspects all the same. */
    private static final class Slice {
        private final NavigableSet<Instant> beginnings;
        private final List<Suspect> suspects = new ArrayList<>();
        private final List<UUID> unfinished = new ArrayList<>();
        private Instant through = Instant.EPOCH;
        private long rows;
        private long rowsOfMillis;
        private long millis;

        Slice(NavigableSet<Instant> beginnings) {
            this.beginnings = beginnings;
        }

        void add(JdbcWindow.Row row) {
            if (Ids.millisOf(row.id()) != millis) {
                millis = Ids.millisOf(row.id());
                rowsOfMillis = 0;
            }
            rows++;
            rowsOfMillis++;
            boolean confirmed = row.state() == MessageState.CONFIRMED;
            if (confirmed) {
                suspects.addAll(
                        ofGroups(row.sets().owing() | row.sets().retrying(), row.id(), row.keyHash(), row.key()));
            }
            if (row.state() == MessageState.PREPARED || (OurBook.isTold(row.state()) && isLate(row.confirmedAt()))) {
                suspects.add(whole(row.id()));
            }
            if (confirmed || row.sets().dead() != 0) {
                unfinished.add(row.id());
            }
        }

        private boolean isLate(Instant confirmedAt) {
            Instant beginning = beginnings.floor(confirmedAt);
            return beginning != null && millis < beginning.toEpochMilli();
        }

        void end(int most, Instant to) {
            boolean cut = rows > most;
            through = cut ? Instant.ofEpochMilli(millis) : to;
            rows -= cut ? rowsOfMillis : 0;
        }
    }
}
