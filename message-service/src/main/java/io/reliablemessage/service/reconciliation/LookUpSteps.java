package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.reconciliation.compare.Amounts;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import io.reliablemessage.service.reconciliation.judge.LookUps;
import io.reliablemessage.service.reconciliation.judge.MessageScan;
import io.reliablemessage.service.reconciliation.judge.Standing;
import io.reliablemessage.service.reconciliation.judge.TheirBook;
import io.reliablemessage.service.reconciliation.judge.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
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
    private final MessageScan scan;
    private final TopicCatalog topics;
    private final Duration messagesSurelyKept;

    LookUpSteps(
            RunTables tables,
            StepTransaction transaction,
            LookUps lookUps,
            JdbcDiscrepancies discrepancies,
            Findings findings,
            MessageScan scan,
            TopicCatalog topics,
            @Value("${reliable-message.retention.keep:30d}") Duration messagesKept) {
        this.tables = tables;
        this.transaction = transaction;
        this.lookUps = lookUps;
        this.discrepancies = discrepancies;
        this.findings = findings;
        this.scan = scan;
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
            // What was looked at again may have led to more; each leads there once.
            boolean more = run.phase() != Run.Phase.SUSPECTS
                    && !tables.suspects().next(run.id(), 1).isEmpty();
            Run.Phase after =
                    more ? Run.Phase.SUSPECTS : Run.Phase.values()[run.phase().ordinal() + 1];
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
        List<Suspect> suspects =
                batch.last() == null ? lookUps.byKey(run.topicId(), batch.suspects()) : batch.suspects();
        int owner = suspects.get(0).owner();
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
                suspects);
        Looked looked = looked(run, all, books, suspects, judged.verdicts());
        Integer application = books != null ? books.applicationId() : scope == Scope.FACTS ? (Integer) owner : null;
        transaction.store(run, () -> {
            Findings.Count count = findings.note(run, application, judged.suspects(), looked.verdicts());
            if (batch.last() == null) {
                tables.suspects().remove(run.id(), batch.suspects());
            }
            tables.suspects().add(run.id(), looked.more());
            long waiting = await(run, looked.waiting());
            if (books != null) {
                tables.comparisons().count(run.id(), books.number(), judged.questions(), judged.bytes(), 0);
            }
            return new JdbcRuns.Progress(
                    run.phase(),
                    batch.last() == null ? FIRST : batch.last(),
                    count.found(),
                    count.inFlight() + waiting,
                    count.repaired(),
                    count.resolved());
        });
    }

    /**
     * What became of a batch.
     *
     * @param verdicts one per suspect
     * @param more what this run has to look up as well
     * @param waiting messages for the next run to look at as a whole
     */
    private record Looked(List<Verdict> verdicts, List<Suspect> more, List<Suspect> waiting) {}

    /** Keeps messages in flight, unless something is known to be wrong with them; how many. */
    private long await(Run run, List<Suspect> messages) {
        Map<ByteBuffer, Found> known = discrepancies.lock(run.topicId(), messages);
        List<Suspect> waiting = messages.stream()
                .filter(each -> {
                    Found before = known.get(ByteBuffer.wrap(Found.subject(run.topicId(), each)));
                    return before == null || before.state() == DiscrepancyState.IN_FLIGHT;
                })
                .toList();
        List<Verdict> verdicts = waiting.stream()
                .<Verdict>map(each -> inFlight(
                        DiscrepancyType.BROKEN_STATE,
                        "Nothing is wrong so far; the message's fact and its groups are looked at by the next run after it is decided",
                        each,
                        run))
                .toList();
        return findings.note(run, null, waiting, verdicts).inFlight();
    }

    /** @param verdicts those of the suspects, and perhaps others after them */
    private Looked looked(
            Run run,
            List<ComparedBooks> all,
            @Nullable ComparedBooks books,
            List<Suspect> suspects,
            List<Verdict> verdicts) {
        Suspect first = suspects.get(0);
        return switch (first.scope()) {
            case MESSAGE -> messages(run, all, suspects, verdicts);
            case FACTS -> facts(run, all, suspects, verdicts);
            case GROUP -> new Looked(effects(run, all, books, suspects, verdicts), List.of(), List.of());
        };
    }

    /**
     * A message that is not decided is in flight until it is. Then its fact and its groups are looked up, since windows have passed it by, as
     * are those of one that was broken. It is in flight until that is done, and into the next run if a book could not be read.
     */
    private Looked messages(Run run, List<ComparedBooks> all, List<Suspect> suspects, List<Verdict> verdicts) {
        Map<UUID, Standing> standing = scan.standing(
                run.topicId(),
                suspects.stream()
                        .map(Suspect::messageId)
                        .filter(Objects::nonNull)
                        .toList());
        boolean unread = all.stream().anyMatch(LookUpSteps::isFailed);
        List<Verdict> noted = new ArrayList<>(verdicts);
        List<Suspect> more = new ArrayList<>();
        List<Suspect> waiting = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            Suspect suspect = suspects.get(i);
            Standing message = suspect.messageId() == null ? null : standing.get(suspect.messageId());
            if (message == null || verdicts.get(i) instanceof Verdict.Differs) {
                continue;
            }
            switch (run.phase()) {
                case SUSPECTS -> {
                    if (message.state() == MessageState.PREPARED) {
                        waiting.add(suspect);
                    } else {
                        more.addAll(MessageScan.of(message));
                        noted.set(i, new Verdict.Unknown());
                    }
                }
                case IN_FLIGHT -> {
                    if (unread || message.state() == MessageState.PREPARED) {
                        noted.set(i, new Verdict.Unknown());
                    }
                }
                default -> {
                    if (unread || message.state() == MessageState.PREPARED) {
                        waiting.add(suspect);
                    } else {
                        more.addAll(MessageScan.of(message));
                    }
                }
            }
        }
        return new Looked(noted, more, waiting);
    }

    /** Where a fact and a message have come to agree, the message may have come late: its groups are looked at, too. */
    private Looked facts(Run run, List<ComparedBooks> all, List<Suspect> suspects, List<Verdict> verdicts) {
        List<byte[]> agreed = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            if (verdicts.get(i) instanceof Verdict.Agrees && suspects.get(i).key() != null) {
                agreed.add(suspects.get(i).identity());
            }
        }
        List<Standing> told = scan.told(run.topicId(), suspects.get(0).owner(), agreed);
        // Windows compare what is suspected anew once the book can be read; what was known from earlier ones they do
        // not.
        boolean wait = run.phase() != Run.Phase.SUSPECTS && all.stream().anyMatch(LookUpSteps::isFailed);
        return new Looked(
                verdicts,
                told.stream()
                        .filter(each -> !wait)
                        .flatMap(each -> MessageScan.ofGroups(each).stream())
                        .toList(),
                told.stream()
                        .filter(each -> wait)
                        .map(each -> MessageScan.whole(each.id()))
                        .toList());
    }

    /** An effect without a message, while nobody can tell whether its fact is there, is in flight until somebody can: windows pass it by. */
    private static List<Verdict> effects(
            Run run,
            List<ComparedBooks> all,
            @Nullable ComparedBooks books,
            List<Suspect> suspects,
            List<Verdict> verdicts) {
        if (run.phase() != Run.Phase.SUSPECTS
                || books == null
                || !books.hasBook()
                || all.stream().noneMatch(each -> each.kind() == Kind.FACTS && isFailed(each))) {
            return verdicts;
        }
        List<Verdict> noted = new ArrayList<>(verdicts);
        for (int i = 0; i < suspects.size(); i++) {
            Suspect suspect = suspects.get(i);
            boolean asked = books.identifiedBy() == IdentifiedBy.MESSAGE_ID || suspect.key() != null;
            if (asked && noted.get(i) instanceof Verdict.Unknown) {
                noted.set(
                        i,
                        inFlight(
                                DiscrepancyType.UNRECEIPTED_EFFECT,
                                "The effect is there and the message is not there; the facts could not be read",
                                suspect,
                                run));
            }
        }
        return noted;
    }

    /** From now, so that no horizon passes before it is looked at again. */
    private static Verdict.Differs inFlight(DiscrepancyType type, String detail, Suspect suspect, Run run) {
        return new Verdict.Differs(type, detail, run.now(), false, suspect.key(), suspect.messageId(), null, null);
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
