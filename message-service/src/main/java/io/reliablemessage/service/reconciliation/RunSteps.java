package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.service.reconciliation.compare.BookProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Brings runs on, one bounded step after the other. A step reads and asks first, outside any transaction, and then stores what it found out in
 * one transaction that moves the run on from the step it has seen. A node that dies in between has changed nothing, and the step is
 * made again; of two nodes that make the same step one stores its result.
 */
@Component
class RunSteps {
    private static final Logger log = LoggerFactory.getLogger(RunSteps.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final RunTables tables;
    private final StepTransaction transaction;
    private final ComparisonSteps comparisonSteps;
    private final LookUpSteps lookUpSteps;
    private final RunEnd end;
    private final Duration patience;

    RunSteps(
            RunTables tables,
            StepTransaction transaction,
            ComparisonSteps comparisonSteps,
            LookUpSteps lookUpSteps,
            RunEnd end,
            ReconciliationProperties properties) {
        this.tables = tables;
        this.transaction = transaction;
        this.comparisonSteps = comparisonSteps;
        this.lookUpSteps = lookUpSteps;
        this.end = end;
        this.patience = properties.patience();
    }

    /** Makes the next step of a run. Whatever becomes of it, others have their turn before it is made again. */
    void step(Run run) {
        try {
            make(run);
        } catch (RuntimeException e) {
            putBack(run, e);
            throw e;
        }
    }

    private void putBack(Run run, RuntimeException failure) {
        try {
            tables.runs().putBack(run, isOurDatabase(failure) ? SHORTEST_PAUSE : LONGEST_PAUSE);
        } catch (RuntimeException e) {
            // Without a database nobody has a turn.
            failure.addSuppressed(e);
        }
    }

    private void make(Run run) {
        List<ComparedBooks> all = tables.comparisons().of(run.id());
        if (run.phase() == Run.Phase.COMPARE) {
            Optional<ComparedBooks> next =
                    all.stream().filter(each -> !each.isOver()).findFirst();
            if (next.isEmpty()) {
                transaction.store(run, () -> JdbcRuns.Progress.to(Run.Phase.SUSPECTS));
                return;
            }
            bringOn(run, next.get(), () -> comparisonSteps.step(run, next.get()));
        } else if (run.phase() == Run.Phase.END) {
            end.step(run);
        } else {
            LookUpSteps.Batch batch = lookUpSteps.next(run, all);
            bringOn(run, batch.books(), () -> lookUpSteps.step(run, all, batch));
        }
    }

    private void bringOn(Run run, @Nullable ComparedBooks books, Runnable step) {
        try {
            step.run();
        } catch (BookProblemException e) {
            if (books == null) {
                throw e;
            }
            giveTime(run, books, e);
        } catch (RuntimeException e) {
            if (books == null || isOurDatabase(e)) {
                throw e;
            }
            log.error(
                    "Reconciliation run {} met something in {} of application {} that it cannot work with; the book counts as one that cannot be read",
                    run.id(),
                    books.kind(),
                    books.applicationId(),
                    e);
            giveTime(
                    run,
                    books,
                    BookProblemException.passing("What the book says cannot be worked with ("
                            + e.getClass().getSimpleName() + "); the service's log has more"));
        }
    }

    /** Whether the service's own database is away or refuses, and not what a book says is at fault, such as a value that fits no column. */
    private static boolean isOurDatabase(RuntimeException failure) {
        return failure instanceof TransactionException
                || (failure instanceof DataAccessException && !(failure instanceof DataIntegrityViolationException));
    }

    /** Asks again later, or goes on without the book if the patience is used up. */
    private void giveTime(Run run, ComparedBooks books, BookProblemException problem) {
        if (!problem.isLasting() && run.silence().compareTo(patience) < 0) {
            Duration half = run.silence().dividedBy(2);
            Duration pause = half.compareTo(SHORTEST_PAUSE) < 0
                    ? SHORTEST_PAUSE
                    : half.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : half;
            transaction.guarded(() -> tables.runs().waitFor(run, pause));
            return;
        }
        boolean stored = transaction.store(run, () -> {
            tables.comparisons().end(run.id(), books.number(), ComparisonState.FAILED, problem.problem());
            return new JdbcRuns.Progress(run.phase(), run.cursor(), Map.of(), 0, 0, 0);
        });
        if (stored) {
            log.warn(
                    "Reconciliation run {} cannot compare {} of application {}: {}. It goes on without that book and will be INCOMPLETE",
                    run.id(),
                    books.kind(),
                    books.applicationId(),
                    problem.problem());
        }
    }
}
