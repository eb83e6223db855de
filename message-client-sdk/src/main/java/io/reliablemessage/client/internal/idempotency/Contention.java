package io.reliablemessage.client.internal.idempotency;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * Tells the errors after which the same transaction can simply be run again. They are expected: when a first delivery rolls back
 * while two duplicates wait for its record, InnoDB ends one of the two as a deadlock nearly every time.
 */
public final class Contention {
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    /** Lock wait timeout, deadlock, and MariaDB's "record has changed since last read". */
    private static final Set<Integer> MYSQL = Set.of(LOCK_WAIT_TIMEOUT, 1213, 1020);
    /** Serialisation failure and PostgreSQL's deadlock and lock timeout. */
    private static final Set<String> STATES = Set.of("40001", "40P01", "55P03");

    private static final int DEEPEST_CAUSE = 20;

    private Contention() {}

    /** Whether this, or what caused it, is a deadlock or a lock timeout. */
    public static boolean causedBy(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof PessimisticLockingFailureException
                    || cause instanceof SQLException sql
                            && (MYSQL.contains(sql.getErrorCode()) || STATES.contains(sql.getSQLState()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    static boolean isLockTimeout(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SQLException sql
                    && (sql.getErrorCode() == LOCK_WAIT_TIMEOUT || "55P03".equals(sql.getSQLState()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
