package io.reliablemessage.client.internal.idempotency;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * Tells the errors after which the same transaction can simply be run again. They are expected: when a first delivery rolls back
 * while two duplicates wait for its record, InnoDB ends one of the two as a deadlock nearly every time.
 */
public final class Contention {
    /** Lock wait timeout, deadlock, and MariaDB's "record has changed since last read". */
    private static final Set<Integer> MYSQL = Set.of(1205, 1213, 1020);

    /** Lock wait timeout; and the end that the driver prepares for a statement past its timeout, as MariaDB reports it. */
    private static final Set<Integer> TIMEOUTS = Set.of(1205, 1317);

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** H2's. */
    private static final String LOCK_TIMEOUT = "HYT00";

    /** H2's "row is being changed by another transaction". */
    private static final String CONCURRENT_UPDATE = "90131";

    /** PostgreSQL's lock timeout, H2's, and the end of a statement past its timeout in both. */
    private static final Set<String> TIMEOUT_STATES = Set.of(LOCK_NOT_AVAILABLE, LOCK_TIMEOUT, "57014");

    /** Serialisation failure, and PostgreSQL's deadlock and lock timeout. */
    private static final Set<String> STATES =
            Set.of("40001", "40P01", LOCK_NOT_AVAILABLE, LOCK_TIMEOUT, CONCURRENT_UPDATE);

    private static final int DEEPEST_CAUSE = 20;

    private Contention() {}

    /** Whether this, or what caused it, is a deadlock or a lock timeout. */
    public static boolean causedBy(Throwable failure) {
        return any(
                failure,
                cause -> cause instanceof PessimisticLockingFailureException
                        || cause instanceof SQLException sql
                                && (MYSQL.contains(sql.getErrorCode())
                                        || sql.getSQLState() != null && STATES.contains(sql.getSQLState())));
    }

    /** Whether a lock could not be had in time, by the database's limit or by the statement's. */
    static boolean isTimeout(Throwable failure) {
        return any(
                failure,
                cause -> cause instanceof SQLException sql
                        && (TIMEOUTS.contains(sql.getErrorCode())
                                || sql.getSQLState() != null && TIMEOUT_STATES.contains(sql.getSQLState())));
    }

    private static boolean any(Throwable failure, Predicate<Throwable> wanted) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (wanted.test(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
