package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.reconciliation.compare.Amounts;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import io.reliablemessage.service.reconciliation.judge.LookUps;
import io.reliablemessage.service.reconciliation.judge.TheirBook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The steps after the comparisons: batches of look-ups of suspects, of what is in flight, open and being repaired. */
@Component
class LookUpSteps {
    private static final int AT_ONCE = 200;
    private static final UUID FIRST = new UUID(0, 0);

    /** Retention goes by the time in the messages' ids, which may be earlier than the fact's or the effect's. */
    private static final Duration RETENTION_MARGIN = Duration.ofDays(1);

    private final RunTables tables;
    private final StepTransaction transaction;
    private final LookUps lookUps;
    private final JdbcDiscrepancies discrepancies;
    private final Findings findings;
    private final TopicCatalog topics;
    private final Duration messagesSurelyKept;

    LookUpSteps(
            RunTables tables,
            StepTransaction transaction,
            LookUps lookUps,
            JdbcDiscrepancies discrepancies,
            Findings findings,
            TopicCatalog topics,
            @Value("${reliable-message.retention.keep:30d}") Duration messagesKept) {
        this.tables = tables;
        this.transaction = transaction;
        this.lookUps = lookUps;
        this.discrepancies = discrepancies;
        this.findings = findings;
        this.topics = topics;
        Duration half = messagesKept.dividedBy(2);
        messagesSurelyKept = messagesKept.minus(half.compareTo(RETENTION_MARGIN) < 0 ? half : RETENTION_MARGIN);
    }

    /**
     * What to look up next: suspects of one scope and owner.
     *
     * @param last the last discrepancy of the batch, after which the run goes on; {@code null} with suspects
     * @param books where they are looked up; {@code null}: in the service's own book only
     */
    record Batch(
            List<Suspect> suspects,
            @Nullable UUID last,
            @Nullable ComparedBooks books) {}

    /** Reads what is next; an empty batch ends the phase. */
    Batch next(Run run, List<ComparedBooks> all) {
        if (run.phase() == Run.Phase.SUSPECTS) {
            List<Suspect> suspects = tables.suspects().next(run.id(), AT_ONCE);
            return new Batch(suspects, null, books(suspects, all));
        }
        List<Found> found = discrepancies.next(
                run,
                switch (run.phase()) {
                    case IN_FLIGHT -> DiscrepancyState.IN_FLIGHT;
                    case OPEN -> DiscrepancyState.OPEN;
                    case REPAIRING -> DiscrepancyState.REPAIRING;
                    default -> throw new IllegalStateException("Nothing is looked up in phase " + run.phase());
                },
                run.cursor(),
                AT_ONCE);
        if (found.isEmpty()) {
            return new Batch(List.of(), null, null);
        }
        Found first = found.get(0);
        List<Found> alike = found.stream()
                .takeWhile(each -> each.scope() == first.scope() && each.owner() == first.owner())
                .toList();
        List<Suspect> suspects = alike.stream().map(Found::suspect).toList();
        return new Batch(suspects, alike.get(alike.size() - 1).id(), books(suspects, all));
    }

    private static @Nullable ComparedBooks books(List<Suspect> suspects, List<ComparedBooks> all) {
        if (suspects.isEmpty()) {
            return null;
        }
        Suspect first = suspects.get(0);
        return all.stream()
                .filter(each -> each.isFor(first.scope(), first.owner()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Judges a batch and notes what became of it.
     *
     * @throws io.reliablemessage.service.reconciliation.compare.BookProblemException if an application does not answer; nothing was stored
     */
    void step(Run run, List<ComparedBooks> all, Batch batch) {
        if (batch.suspects().isEmpty()) {
            Run.Phase after = Run.Phase.values()[run.phase().ordinal() + 1];
            transaction.store(run, () -> JdbcRuns.Progress.to(after));
            return;
        }
        Scope scope = batch.suspects().get(0).scope();
        ComparedBooks books = batch.books();
        boolean unreadable = scope != Scope.MESSAGE && books != null && !books.hasBook() && isFailed(books);
        if (unreadable || (scope == Scope.FACTS && (books == null || !books.hasBook()))) {
            leave(run, batch);
            return;
        }
        int owner = batch.suspects().get(0).owner();
        String amountField = run.rules().amountField();
        LookUps.Judged judged = lookUps.judge(
                new LookUps.Question(
                        run.topicId(),
                        topics.byId(run.topicId()).name(),
                        scope,
                        owner,
                        theirBook(run, books),
                        facts(run, all),
                        all.stream().anyMatch(each -> each.kind() == Kind.FACTS && isFailed(each)),
                        amountField == null ? null : new Amounts(amountField),
                        run.now().minus(messagesSurelyKept),
                        run.now()),
                batch.suspects());
        Integer application = books != null ? books.applicationId() : scope == Scope.FACTS ? (Integer) owner : null;
        transaction.store(run, () -> {
            Findings.Count count = findings.note(run, application, batch.suspects(), judged.verdicts());
            if (batch.last() == null) {
                tables.suspects().remove(run.id(), batch.suspects());
            }
            if (books != null) {
                tables.comparisons().count(run.id(), books.number(), judged.questions(), judged.bytes(), 0);
            }
            return new JdbcRuns.Progress(
                    run.phase(),
                    batch.last() == null ? FIRST : batch.last(),
                    count.found(),
                    count.inFlight(),
                    count.repaired(),
                    count.resolved());
        });
    }

    private static boolean isFailed(ComparedBooks books) {
        return books.state() == ComparisonState.FAILED;
    }

    /** Nobody can tell: what was suspected is compared again by the next run, what is known stays as it is. */
    private void leave(Run run, Batch batch) {
        transaction.store(run, () -> {
            if (batch.last() == null) {
                tables.suspects().remove(run.id(), batch.suspects());
            }
            return new JdbcRuns.Progress(run.phase(), batch.last() == null ? FIRST : batch.last(), Map.of(), 0, 0, 0);
        });
    }

    private List<TheirBook> facts(Run run, List<ComparedBooks> all) {
        return all.stream()
                .filter(each -> each.kind() == Kind.FACTS)
                .flatMap(each -> Stream.ofNullable(theirBook(run, each)))
                .toList();
    }

    private @Nullable TheirBook theirBook(Run run, @Nullable ComparedBooks books) {
        if (books == null || !books.hasBook()) {
            return null;
        }
        IdentifiedBy identifiedBy = Objects.requireNonNull(books.identifiedBy());
        Integer position = books.position();
        return new TheirBook(
                Objects.requireNonNull(books.applicationId()),
                position == null
                        ? null
                        : topics.bySubscription(run.topicId(), position).group(),
                identifiedBy,
                books.contents(),
                books.amounts(),
                books.keptSince());
    }
}
