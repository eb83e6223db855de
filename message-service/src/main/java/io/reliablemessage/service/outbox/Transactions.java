package io.reliablemessage.service.outbox;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a READ COMMITTED transaction and repeats the whole of it when the database asks for that: deadlock (1213), lock wait
 * timeout (1205, which by itself undoes only the statement) and MariaDB's changed row (1020). Eight tries, with growing random pauses.
 */
@Component
public class Transactions {
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);
    private static final int MAX_TRIES = 8;

    /** The pauses grow up to 320 ms. */
    private static final int LONGEST_SHIFT = 5;

    private final TransactionTemplate template;

    /** Plain JDBC transactions: the entity manager that a JPA transaction begins with would never be used. */
    public Transactions(DataSource dataSource) {
        template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * @param work may run several times; has no effect outside the database
     * @throws RuntimeException what {@code work} threw; everything is rolled back
     */
    public <T> T run(Supplier<T> work) {
        return repeatedly(() -> template.execute(status -> work.get()));
    }

    /**
     * As {@link #run(Supplier)} for work that writes with one statement at most: that is a transaction by itself, without the calls to the
     * database that begin and end one.
     */
    public <T> T single(Supplier<T> work) {
        return repeatedly(work);
    }

    private static <T> T repeatedly(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == MAX_TRIES || !isRetryable(e)) {
                    throw e;
                }
                log.debug("Transaction lost a conflict on try {}; it is run again", attempt, e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(1, 10L << Math.min(attempt, LONGEST_SHIFT))));
            }
        }
    }

    public void run(Runnable work) {
        run(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    static boolean isRetryable(RuntimeException failure) {
        if (!(failure instanceof TransientDataAccessException)
                && !(failure instanceof TransactionSystemException)
                && !(failure instanceof org.springframework.jdbc.UncategorizedSQLException)) {
            return false;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                int code = sql.getErrorCode();
                return code == 1213 || code == 1205 || code == 1020;
            }
        }
        return false;
    }
}
