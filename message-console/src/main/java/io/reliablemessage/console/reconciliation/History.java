package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.AuditEntry;
import io.reliablemessage.protocol.management.AuditOutcome;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened about a discrepancy, oldest first: what the runs saw, and what people and repairs did.
 */
record History(List<Step> steps) {

    /**
     * @param what its message is {@code discrepancy.step.<what>}; {@code null}: {@code entry} says it
     * @param run the run that saw it; {@code null}: none did
     * @param entry of the audit trail; {@code null}: nobody acted
     */
    record Step(
            Instant at,
            @Nullable String what,
            @Nullable UUID run,
            @Nullable AuditEntry entry) {

        public boolean refused() {
            return entry != null && entry.outcome() != AuditOutcome.DONE;
        }
    }

    static History of(Discrepancy one, List<AuditEntry> trail) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(one.time(), "time", null, null));
        steps.add(new Step(one.firstSeenAt(), "firstSeen", one.firstRun(), null));
        if (one.openedAt() != null) {
            steps.add(new Step(one.openedAt(), "opened", null, null));
        }
        trail.forEach(entry -> steps.add(new Step(entry.at(), null, null, entry)));
        if (one.closedAt() != null && one.state() != DiscrepancyState.ACCEPTED) {
            steps.add(new Step(one.closedAt(), one.state().name(), one.lastRun(), null));
        }
        // Steps of one moment stay in the order in which they come about.
        steps.sort(Comparator.comparing(Step::at));
        return new History(List.copyOf(steps));
    }
}
