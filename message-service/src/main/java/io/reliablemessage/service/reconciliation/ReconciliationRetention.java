package io.reliablemessage.service.reconciliation;

import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Removes runs and closed discrepancies whose time is up, and what cancelled runs left behind, in bounded steps. Discrepancies that are
 * not closed stay, whatever their age.
 */
@Component
class ReconciliationRetention implements Duty {
    private static final int BATCH = 500;

    private final RunTables tables;
    private final JdbcDiscrepancies discrepancies;
    private final Transactions transactions;
    private final Duration keep;

    ReconciliationRetention(
            RunTables tables,
            JdbcDiscrepancies discrepancies,
            Transactions transactions,
            ReconciliationProperties properties) {
        this.tables = tables;
        this.discrepancies = discrepancies;
        this.transactions = transactions;
        this.keep = properties.keep();
    }

    @Override
    public String name() {
        return "reconciliation-retention";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean step(Set<Integer> shards) {
        int closed = discrepancies.removeClosed(keep, BATCH);
        List<UUID> runs = tables.runs().endedBefore(keep, 1);
        runs.forEach(this::remove);
        return closed == BATCH || !runs.isEmpty();
    }

    private void remove(UUID run) {
        if (tables.suspects().removeAll(run, BATCH) < BATCH && tables.slices().remove(run, BATCH) < BATCH) {
            transactions.run(() -> {
                tables.comparisons().remove(run);
                tables.runs().remove(run);
            });
        }
    }
}
