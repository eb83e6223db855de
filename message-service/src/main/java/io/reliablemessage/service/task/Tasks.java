package io.reliablemessage.service.task;

import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.audit.AuditTrail;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duties;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Starts and changes tracked jobs, with the audit entry in the same transaction. */
@Component
public final class Tasks {
    private final Transactions transactions;
    private final AuditTrail audit;
    private final Duties duties;

    Tasks(Transactions transactions, AuditTrail audit, Duties duties) {
        this.transactions = transactions;
        this.audit = audit;
        this.duties = duties;
    }

    /**
     * Stores a new job and wakes the duty that works on it.
     *
     * @param insert may run several times
     * @throws org.springframework.dao.DuplicateKeyException from {@code insert}: another one has its place
     */
    public void start(Runnable insert, AuditNote note, String duty) {
        transactions.run(() -> {
            insert.run();
            audit.write(note);
        });
        duties.wake(duty);
    }

    /**
     * Changes a job's state.
     *
     * @param transition guarded by the state that it starts from; tells whether it moved the job; may run several times
     * @param note asked for only if it did, after it
     * @return whether it did
     */
    public boolean change(BooleanSupplier transition, Supplier<AuditNote> note) {
        return transactions.run(() -> {
            boolean moved = transition.getAsBoolean();
            if (moved) {
                audit.write(note.get());
            }
            return moved;
        });
    }
}
