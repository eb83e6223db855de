package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.outbox.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands out what is to be repaired, automatically or since somebody approved it, and takes down what became of it. Whoever repairs
 * dies harmlessly: its claims run out after {@link #LEASE}, and the order is handed out again. So a repair must be one that can be made twice.
 */
@Component
public final class Repairs {
    /** How long a claim holds; longer than any repair takes. */
    public static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcRepairs table;
    private final Transactions transactions;

    Repairs(JdbcRepairs table, Transactions transactions) {
        this.table = table;
        this.transactions = transactions;
    }

    /** As {@link io.reliablemessage.service.scheduling.Duty#sign}: a repair is due. */
    public String sign() {
        return JdbcRepairs.SIGN;
    }

    /**
     * Claims what is due, oldest order first; no other node gets it until the lease has run out.
     *
     * @param limit 1 to a few hundred
     */
    public List<RepairOrder> claim(int limit) {
        List<UUID> due = table.due(limit);
        if (due.isEmpty()) {
            return List.of();
        }
        long claim = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return transactions.run(() -> {
            table.claim(due, claim, LEASE);
            return table.claimed(due, claim);
        });
    }

    /**
     * The repair was made: OPEN becomes REPAIRING until a run has verified it. Joins the caller's transaction, which is to be rolled back
     * if this says false.
     *
     * @return false if the order does not hold any more: the claim has run out, or the discrepancy was closed or accepted meanwhile
     */
    public boolean done(RepairOrder order) {
        return table.done(order.id(), order.claim());
    }

    /** What becomes of an order that failed. */
    public enum AfterFailure {
        /** It is handed out again later. */
        AGAIN,
        /** It waits for a person. */
        GIVEN_UP,
        /** The order did not hold any more; nothing changed. */
        SUPERSEDED
    }

    /**
     * The repair failed. Joins the caller's transaction. What rules alone had repaired is given up after the third try, whatever was asked for.
     *
     * @param problem for a person; cut at 500 characters
     * @param again after how long it is to be tried again; {@code null}: it waits for a person
     */
    public AfterFailure failed(RepairOrder order, String problem, @Nullable Duration again) {
        boolean usedUp = order.approvedBy() == null && order.repairs() + 1 >= Findings.AUTOMATIC_REPAIRS;
        Duration next = usedUp ? null : again;
        if (!table.failed(order.id(), order.claim(), problem, next)) {
            return AfterFailure.SUPERSEDED;
        }
        return next == null ? AfterFailure.GIVEN_UP : AfterFailure.AGAIN;
    }
}
