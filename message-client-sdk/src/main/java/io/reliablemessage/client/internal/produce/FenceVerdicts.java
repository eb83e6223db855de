package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.JdbcFenceCheck.Tombstone;
import io.reliablemessage.client.internal.schema.Dialect;
import io.reliablemessage.protocol.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Says what became of the transaction that sent a message, for ever: a committed fence row is COMMITTED; otherwise a tombstone is
 * inserted in its place, and once it is in, the transaction cannot commit any more: ROLLED_BACK. Absence alone proves nothing.
 *
 * <p>A row that a running transaction has is IN_PROGRESS. A message older than the fence's retention whose row is absent is UNKNOWN,
 * since its row may have been there and be deleted.
 */
public final class FenceVerdicts {
    private static final Logger log = LoggerFactory.getLogger(FenceVerdicts.class);

    /** How far the clock that made an id, and the deletion's, may be off. */
    private static final Duration MARGIN = Duration.ofHours(2);

    /** The asker waits for three seconds; what is not decided until then is UNKNOWN and decided sooner the next time. */
    private static final Duration BUDGET = Duration.ofMillis(1_500);

    private final DataSource dataSource;
    private final Dialect dialect;
    private final Duration retention;

    /** @param retention how long fence rows are kept */
    public FenceVerdicts(DataSource dataSource, Dialect dialect, Duration retention) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.retention = retention;
    }

    /** What the fence shows of a transaction, with nothing put into it. */
    enum Trace {
        COMMITTED,
        /** A tombstone. */
        ROLLED_BACK,
        /** A running transaction has the row; not every database shows that. */
        RUNNING,
        /** There is no row, though the retention would have kept it. */
        ABSENT,
        /** There is no row, and it may have been deleted. */
        FORGOTTEN
    }

    /**
     * @return what the fence shows of each
     * @throws DataAccessResourceFailureException if the database gives no answer
     */
    Map<UUID, Trace> traces(Collection<UUID> ids) {
        Map<UUID, Trace> traces = new LinkedHashMap<>();
        inspect(ids, check -> {
            long oldestProvable = check.now() - retention.minus(MARGIN).toMillis();
            Map<UUID, Boolean> outcomes = check.outcomes(ids);
            for (UUID id : ids) {
                Boolean committed = outcomes.get(id);
                if (committed != null) {
                    traces.put(id, committed ? Trace.COMMITTED : Trace.ROLLED_BACK);
                } else if (check.isLocked(id)) {
                    traces.put(id, Trace.RUNNING);
                } else {
                    traces.put(id, MessageIds.millisOf(id) >= oldestProvable ? Trace.ABSENT : Trace.FORGOTTEN);
                }
            }
        });
        return traces;
    }

    /**
     * As {@link #of}, where somebody else has said that the transactions were rolled back: absence is then no reason to doubt it, however
     * old the message.
     */
    Map<UUID, Verdict> fenceOff(Collection<UUID> ids) {
        return verdicts(ids, true);
    }

    /**
     * @return a verdict for each of the ids; UNKNOWN for those that there was no time for, and those whose absence proves nothing
     * @throws DataAccessResourceFailureException if the database gives no answer; what was decided until then is in the fence
     */
    public Map<UUID, Verdict> of(Collection<UUID> ids) {
        return verdicts(ids, false);
    }

    private Map<UUID, Verdict> verdicts(Collection<UUID> ids, boolean ofAnyAge) {
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        ids.forEach(id -> verdicts.put(id, Verdict.UNKNOWN));
        inspect(ids, check -> decide(check, verdicts, ofAnyAge));
        return verdicts;
    }

    private interface Inspection {
        void of(JdbcFenceCheck check) throws SQLException;
    }

    private void inspect(Collection<UUID> ids, Inspection inspection) {
        if (ids.isEmpty()) {
            return;
        }
        boolean answered = false;
        try (JdbcFenceCheck check = JdbcFenceCheck.open(dataSource, dialect)) {
            inspection.of(check);
            answered = true;
        } catch (SQLException e) {
            if (!answered) {
                throw new DataAccessResourceFailureException(
                        "The database does not say what became of " + ids.size() + " messages", e);
            }
            log.warn("A check-back's connection met {}; its pool replaces it, the verdicts stand", e.toString());
        }
    }

    private void decide(JdbcFenceCheck check, Map<UUID, Verdict> verdicts, boolean ofAnyAge) throws SQLException {
        TreeSet<UUID> open = new TreeSet<>(FenceVerdicts::byteOrder);
        open.addAll(verdicts.keySet());
        check.outcomes(open).forEach((id, committed) -> {
            verdicts.put(id, verdict(committed));
            open.remove(id);
        });
        if (open.isEmpty()) {
            return;
        }
        long oldestProvable = check.now() - retention.minus(MARGIN).toMillis();
        long deadline = System.nanoTime() + BUDGET.toNanos();
        for (UUID id : open) {
            if (System.nanoTime() - deadline > 0) {
                log.debug("The check-back ends before message {}; the service asks for it and the rest again", id);
                return;
            }
            if (ofAnyAge || MessageIds.millisOf(id) >= oldestProvable) {
                verdicts.put(id, fence(check, id));
            } else {
                log.error(
                        "Message {} is older than the fence's retention of {}; an operator has to decide",
                        id,
                        retention);
            }
        }
    }

    private static Verdict fence(JdbcFenceCheck check, UUID id) throws SQLException {
        if (check.isLocked(id)) {
            return Verdict.IN_PROGRESS;
        }
        Tombstone tombstone = check.insertTombstone(id);
        if (tombstone == Tombstone.INSERTED) {
            return Verdict.ROLLED_BACK;
        }
        if (tombstone == Tombstone.LOCKED) {
            return Verdict.IN_PROGRESS;
        }
        Boolean committed = check.outcomes(List.of(id)).get(id);
        return committed == null ? Verdict.IN_PROGRESS : verdict(committed);
    }

    private static Verdict verdict(boolean committed) {
        return committed ? Verdict.COMMITTED : Verdict.ROLLED_BACK;
    }

    /** The order of the primary key; {@link UUID#compareTo} is signed. */
    private static int byteOrder(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }
}
