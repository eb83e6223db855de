package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How the books of all topics stand, in one line for the overview. */
@Component
public class BooksStanding {
    private static final int COUNTED_UP_TO = 1_000;

    private final Policies policies;
    private final Clock clock;

    BooksStanding(Policies policies, Clock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * One line.
     *
     * @param topics how many have rules
     * @param open discrepancies of all topics
     * @param troubles topics whose books were not compared as their rules promise
     * @param unknown why nothing is known; {@code null}: all is
     */
    public record Line(
            int topics,
            Overview.Count open,
            List<Trouble> troubles,
            @Nullable String unknown) {
        public boolean isEmpty() {
            return topics == 0 && unknown == null;
        }

        public boolean well() {
            return unknown == null && open.count() == 0 && troubles.isEmpty();
        }
    }

    /** @param comparedTo {@code null}: never completely */
    public record Trouble(
            String topic, Condition condition, @Nullable Instant comparedTo) {}

    /** A service that cannot tell does not keep anybody from the rest of the overview. */
    public Line read() {
        try {
            return line(policies.all());
        } catch (ServiceProblem problem) {
            return new Line(0, new Overview.Count(0, false), List.of(), problem.detail());
        }
    }

    private Line line(List<ReconciliationPolicy> all) {
        Instant now = clock.instant();
        List<Trouble> troubles = all.stream()
                .map(policy -> new Trouble(policy.topic(), Condition.of(policy, now), policy.comparedTo()))
                .filter(trouble -> trouble.condition().isTrouble())
                .toList();
        long open =
                all.stream().mapToLong(ReconciliationPolicy::openDiscrepancies).sum();
        boolean capped = all.stream().anyMatch(policy -> policy.openDiscrepancies() >= COUNTED_UP_TO);
        return new Line(all.size(), new Overview.Count(open, capped), troubles, null);
    }
}
