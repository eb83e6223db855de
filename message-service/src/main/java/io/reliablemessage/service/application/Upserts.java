package io.reliablemessage.service.application;

import java.time.Instant;
import java.util.function.Function;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * "Look whether it is there, then insert or change it" as one transaction that is repeated from the look when somebody else inserted
 * it in between: the unique key decides, and the loser finds the winner's row.
 */
@Component
class Upserts {
    private static final int MAX_TRIES = 10;

    private final TransactionTemplate transaction;
    private final JdbcClock clock;

    Upserts(PlatformTransactionManager transactions, JdbcClock clock) {
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.clock = clock;
    }

    /** @param work gets the database's time; may run several times */
    <T> T run(Function<Instant, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> work.apply(clock.now()));
            } catch (DataIntegrityViolationException | ConcurrencyFailureException e) {
                if (attempt == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }
}
