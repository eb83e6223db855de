package io.reliablemessage.console.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.ReconciliationRun.Comparison;
import io.reliablemessage.protocol.management.ReconciliationRun.Total;
import io.reliablemessage.protocol.management.RunState;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run found, as it is shown.
 *
 * @param found what it opened or saw again
 * @param amounts whether any book has amounts
 * @param pollSeconds when to look again; {@code null}: nothing will change any more
 */
record RunReport(
        ReconciliationRun run,
        List<Row> rows,
        TypeCounts found,
        boolean amounts,
        @Nullable Integer pollSeconds) {
    private static final int SOON = 2;

    /**
     * Two books beside each other.
     *
     * @param entries theirs less ours; {@code null}: not known
     * @param amount likewise; {@code null}: not known, or there are none
     */
    record Row(
            Comparison comparison,
            @Nullable Long entries,
            @Nullable BigDecimal amount) {

        static Row of(Comparison comparison) {
            Total ours = comparison.ours();
            Total theirs = comparison.theirs();
            if (ours == null || theirs == null) {
                return new Row(comparison, null, null);
            }
            BigDecimal our = ours.amount();
            BigDecimal their = theirs.amount();
            return new Row(
                    comparison,
                    theirs.entries() - ours.entries(),
                    our == null || their == null ? null : their.subtract(our));
        }

        /** Whether the totals are not the same. Totals may differ while the run goes on, and at the window's edges. */
        public boolean differs() {
            return (entries != null && entries != 0) || (amount != null && amount.signum() != 0);
        }

        public boolean failed() {
            return comparison.state() == ComparisonState.FAILED;
        }
    }

    static RunReport of(ReconciliationRun run) {
        return new RunReport(
                run,
                run.comparisons().stream().map(Row::of).toList(),
                TypeCounts.of(run.found(), false),
                run.comparisons().stream()
                        .flatMap(each -> Stream.of(each.ours(), each.theirs()))
                        .anyMatch(RunReport::hasAmount),
                run.state() == RunState.RUNNING ? SOON : null);
    }

    public long questions() {
        return run.comparisons().stream().mapToLong(Comparison::questions).sum();
    }

    public long bytes() {
        return run.comparisons().stream().mapToLong(Comparison::bytes).sum();
    }

    public boolean over() {
        return run.state() != RunState.RUNNING;
    }

    private static boolean hasAmount(@Nullable Total total) {
        return total != null && total.amount() != null;
    }
}
