package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.reconciliation.compare.Scope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as a step finds it.
 *
 * @param number from 0, in the order in which a run's comparisons are made
 * @param applicationId {@code null}: MESSAGES
 * @param position the group's; {@code null}: not EFFECTS
 * @param bits of the cells that {@code task} is about
 * @param readTo how far the task has got
 * @param identifiedBy {@code null}: the application was not asked yet
 * @param keptSince {@code null}: the application keeps all, or was not asked yet
 * @param theirs {@code null}: unknown
 * @param suspects how many entries seemed to differ
 */
record ComparedBooks(
        int number,
        ReconciliationRun.Kind kind,
        @Nullable Integer applicationId,
        @Nullable Integer position,
        ComparisonState state,
        Task task,
        int bits,
        Instant readTo,
        @Nullable IdentifiedBy identifiedBy,
        boolean contents,
        boolean amounts,
        @Nullable Instant keptSince,
        long ours,
        @Nullable BigDecimal ourAmount,
        @Nullable Long theirs,
        @Nullable BigDecimal theirAmount,
        long questions,
        long bytes,
        long suspects,
        @Nullable String problem) {

    /** What is done next. */
    enum Task {
        /** Asks the application what kind of book it has. */
        DESCRIBE,
        /** Takes the digests of one slice after the other. */
        DIGEST,
        /** Takes digests with more bits of the large cells that differ. */
        SPLIT,
        /** Exchanges the entries of the small cells that differ. */
        EXCHANGE
    }

    boolean isOver() {
        return state == ComparisonState.DONE || state == ComparisonState.FAILED || state == ComparisonState.NO_BOOK;
    }

    /** Whether suspects of this scope and owner are looked up in the book. */
    boolean isFor(Scope scope, int owner) {
        return switch (scope) {
            case FACTS -> kind == ReconciliationRun.Kind.FACTS && Objects.equals(applicationId, owner);
            case GROUP -> kind == ReconciliationRun.Kind.EFFECTS && Objects.equals(position, owner);
            case MESSAGE -> false;
        };
    }

    /** Whether the application's book can be asked about what it has. */
    boolean hasBook() {
        return identifiedBy != null && state != ComparisonState.FAILED && state != ComparisonState.NO_BOOK;
    }
}
