package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.outbox.Transactions;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Stores the result of a step, or nothing at all if another node has made the step meanwhile or the run has ended. So a step can be
 * killed at any point and be made twice.
 */
@Component
class StepTransaction {
    private final Transactions transactions;
    private final JdbcRuns runs;

    StepTransaction(Transactions transactions, JdbcRuns runs) {
        this.transactions = transactions;
        this.runs = runs;
    }

    /** What a step writes beside the run's row; it gives the progress of the run. */
    interface Result {
        JdbcRuns.Progress write();
    }

    /** Whether the result was stored. */
    boolean store(Run seen, Result result) {
        return guarded(() -> runs.lock(seen) && runs.advance(seen, result.write()));
    }

    /** @param advance moves the run from the step that was seen; false if it has moved already */
    boolean guarded(BooleanSupplier advance) {
        try {
            transactions.run(() -> {
                if (!advance.getAsBoolean()) {
                    throw new SupersededException();
                }
            });
            return true;
        } catch (SupersededException e) {
            return false;
        }
    }

    /** Ends the transaction of a step that somebody else has made. */
    private static final class SupersededException extends RuntimeException {}
}
