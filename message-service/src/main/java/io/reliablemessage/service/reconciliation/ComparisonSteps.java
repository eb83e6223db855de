package io.reliablemessage.service.reconciliation;

import io.reliablemessage.protocol.management.ComparisonState;
import io.reliablemessage.protocol.management.ReconciliationRun.Kind;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.service.application.ApplicationCatalog;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.reconciliation.ComparedBooks.Task;
import io.reliablemessage.service.reconciliation.compare.Amounts;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks.Asked;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks.Heard;
import io.reliablemessage.service.reconciliation.compare.CellDifference;
import io.reliablemessage.service.reconciliation.compare.Level;
import io.reliablemessage.service.reconciliation.compare.OurBook;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Slice;
import io.reliablemessage.service.reconciliation.compare.SliceComparison;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import io.reliablemessage.service.reconciliation.judge.MessageScan;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The steps of one comparison: what kind of book the application has, digests of all slices, then, where cells differ over the whole
 * window, entries of the small ones and digests with more bits of the large ones, until none is left.
 */
@Component
class ComparisonSteps {
    /** How many slices without anything to do a step passes over. */
    private static final int PASSED_OVER = 200;

    private static final int KNOWN_LEVELS = 16;

    private final RunTables tables;
    private final StepTransaction transaction;
    private final ApplicationBooks books;
    private final SliceComparison slices;
    private final MessageScan messages;
    private final TopicCatalog topics;
    private final ApplicationCatalog applications;
    private final int maxSuspects;

    /** The last level that was worked out for each of the last few runs on this node; nothing is lost with it but time. */
    private final Map<UUID, KnownLevel> levels = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, KnownLevel> eldest) {
            return size() > KNOWN_LEVELS;
        }
    });

    private record KnownLevel(int comparison, int bits, Level level) {}

    ComparisonSteps(
            RunTables tables,
            StepTransaction transaction,
            ApplicationBooks books,
            SliceComparison slices,
            MessageScan messages,
            TopicCatalog topics,
            ApplicationCatalog applications,
            ReconciliationProperties properties) {
        this.tables = tables;
        this.transaction = transaction;
        this.books = books;
        this.slices = slices;
        this.messages = messages;
        this.topics = topics;
        this.applications = applications;
        this.maxSuspects = properties.maxSuspects();
    }

    /** @throws io.reliablemessage.service.reconciliation.compare.BookProblemException if a book cannot be read; nothing was stored */
    void step(Run run, ComparedBooks comparison) {
        if (comparison.kind() == Kind.MESSAGES) {
            scan(run, comparison);
            return;
        }
        switch (comparison.task()) {
            case DESCRIBE -> describe(run, comparison);
            case DIGEST -> digest(run, comparison);
            case SPLIT -> split(run, comparison);
            case EXCHANGE -> exchange(run, comparison);
        }
    }

    private void scan(Run run, ComparedBooks comparison) {
        boolean whole = !comparison.readTo().isBefore(run.to());
        boolean before = comparison.readTo().isBefore(run.from());
        MessageScan.Scanned scanned = whole
                ? messages.outOfSight(run.topicId())
                : messages.read(run.topicId(), comparison.readTo(), before ? run.from() : run.to(), beginnings(run));
        store(run, comparison, () -> {
            if (!before) {
                tables.comparisons().total(run.id(), plus(comparison, scanned.messages(), null, null, null));
            }
            addSuspects(run, comparison, scanned.suspects(), 0, 0);
            if (whole) {
                tables.suspects().addWaiting(run.id(), run.topicId());
                tables.comparisons().end(run.id(), comparison.number(), ComparisonState.DONE, null);
            } else {
                tables.comparisons().goOn(run.id(), comparison.number(), Task.DIGEST, 0, scanned.through());
            }
        });
    }

    /** From when on each book is compared, which its comparison says until the application has been asked. */
    private NavigableSet<Instant> beginnings(Run run) {
        NavigableSet<Instant> beginnings = new TreeSet<>(Set.of(run.from()));
        tables.comparisons().of(run.id()).stream()
                .filter(each -> each.kind() != Kind.MESSAGES && each.state() == ComparisonState.WAITING)
                .forEach(each -> beginnings.add(each.readTo()));
        return beginnings;
    }

    private void describe(Run run, ComparedBooks comparison) {
        int application = application(comparison);
        String topic = topics.byId(run.topicId()).name();
        String group = group(run, comparison);
        if (comparison.kind() == Kind.EFFECTS && !books.hasAddress(application)) {
            endWithoutBook(
                    run,
                    comparison,
                    "Application " + name(application) + " has no check address, so it cannot be asked for its effects",
                    0);
            return;
        }
        Heard<SourcesAnswer> heard = books.sources(new Asked(application, run.now()));
        Optional<SourcesAnswer.Source> source = heard.answer().sources().stream()
                .filter(each -> topic.equals(each.topic()) && Objects.equals(group, each.group()))
                .findFirst();
        if (source.isEmpty()) {
            endWithoutBook(
                    run,
                    comparison,
                    "Application " + name(application) + " keeps no book of "
                            + (group == null ? "facts for this topic" : "the effects of this group"),
                    heard.bytes());
            return;
        }
        begin(run, comparison, source.get(), heard.bytes());
    }

    /** A book that should be there, since the rules name it or it was there before, is not merely not compared. */
    private void endWithoutBook(Run run, ComparedBooks comparison, String why, long bytes) {
        String gone = comparison.kind() == Kind.FACTS
                ? ", although the topic's rules name it"
                : hadBook(run, comparison)
                        ? ", although it had one; if that is meant, sign this run off, and later ones do without it"
                        : null;
        store(run, comparison, () -> {
            tables.comparisons().count(run.id(), comparison.number(), bytes == 0 ? 0 : 1, bytes, 0);
            tables.comparisons()
                    .end(
                            run.id(),
                            comparison.number(),
                            gone == null ? ComparisonState.NO_BOOK : ComparisonState.FAILED,
                            gone == null ? why : why + gone);
        });
    }

    private boolean hadBook(Run run, ComparedBooks comparison) {
        return tables.runs()
                .lastAgreed(run)
                .map(last -> tables.comparisons().of(last.id()).stream()
                        .anyMatch(each -> Objects.equals(each.position(), comparison.position())
                                && Objects.equals(each.applicationId(), comparison.applicationId())
                                && each.identifiedBy() != null))
                .orElse(false);
    }

    private void begin(Run run, ComparedBooks comparison, SourcesAnswer.Source source, long bytes) {
        String problem = source.problem();
        @Nullable Object identifiedBy = source.identifiedBy();
        if (problem == null && identifiedBy == null) {
            problem = "The application does not say what identifies the entries of its book";
        }
        String failed = problem;
        Instant kept = source.keptSince() == null ? null : JdbcDiscrepancies.bounded(source.keptSince());
        Instant beginning = comparison.readTo();
        Instant from = kept == null ? beginning : later(beginning, earlier(ceiling(kept), run.to()));
        store(run, comparison, () -> {
            tables.comparisons().count(run.id(), comparison.number(), 1, bytes, 0);
            if (failed != null) {
                tables.comparisons().end(run.id(), comparison.number(), ComparisonState.FAILED, failed);
                return;
            }
            tables.comparisons()
                    .described(
                            run.id(),
                            new ComparedBooks(
                                    comparison.number(),
                                    comparison.kind(),
                                    comparison.applicationId(),
                                    comparison.position(),
                                    comparison.state(),
                                    comparison.task(),
                                    comparison.bits(),
                                    comparison.readTo(),
                                    source.identifiedBy(),
                                    source.contents(),
                                    source.amounts() && run.rules().amountField() != null,
                                    kept,
                                    0,
                                    null,
                                    null,
                                    null,
                                    0,
                                    0,
                                    0,
                                    null));
            if (from.isAfter(run.from())) {
                tables.comparisons()
                        .note(
                                run.id(),
                                comparison.number(),
                                "Compared from " + from + " on only: "
                                        + (from.isAfter(beginning)
                                                ? "the application keeps nothing older"
                                                : "earlier runs have compared it so far, and another book not"));
            }
            tables.comparisons().goOn(run.id(), comparison.number(), Task.DIGEST, Level.FIRST_BITS, from);
        });
    }

    private void digest(Run run, ComparedBooks comparison) {
        if (!comparison.readTo().isBefore(run.to())) {
            store(
                    run,
                    comparison,
                    () -> tables.comparisons()
                            .goOn(run.id(), comparison.number(), Task.EXCHANGE, comparison.bits(), run.from()));
            return;
        }
        Slice slice = slice(run, comparison, comparison.readTo(), run.to(), comparison.bits(), 0, null);
        SliceComparison.Digested digested =
                slices.digest(ourBook(run, comparison), new Asked(application(comparison), run.now()), slice);
        store(run, comparison, () -> {
            tables.comparisons()
                    .total(
                            run.id(),
                            plus(
                                    comparison,
                                    digested.ours(),
                                    digested.ourAmount(),
                                    digested.theirs(),
                                    digested.theirAmount()));
            note(run, comparison, slice, digested);
            tables.comparisons()
                    .goOn(run.id(), comparison.number(), Task.DIGEST, comparison.bits(), digested.through());
        });
    }

    private void note(Run run, ComparedBooks comparison, Slice slice, SliceComparison.Digested digested) {
        tables.comparisons().count(run.id(), comparison.number(), digested.questions(), digested.bytes(), 0);
        if (!digested.differences().isEmpty()) {
            tables.slices()
                    .insert(
                            run.id(),
                            comparison.number(),
                            slice.bits(),
                            new JdbcSlices.Stored(slice.from(), digested.through(), digested.differences()));
        }
    }

    private void exchange(Run run, ComparedBooks comparison) {
        int bits = comparison.bits();
        Level level = level(run, comparison, bits);
        Next next = next(run, comparison, bits, level::exchanged);
        if (next.cells().isEmpty()) {
            store(run, comparison, () -> {
                if (next.end() != null) {
                    tables.comparisons().goOn(run.id(), comparison.number(), Task.EXCHANGE, bits, next.end());
                } else if (level.anySplit()) {
                    tables.comparisons()
                            .goOn(run.id(), comparison.number(), Task.SPLIT, bits + Level.MORE_BITS, run.from());
                } else {
                    finish(run, comparison);
                }
            });
            return;
        }
        Slice slice = slice(run, comparison, next.from(), next.to(), bits, bits, next.cells());
        SliceComparison.Exchanged exchanged =
                slices.exchange(ourBook(run, comparison), new Asked(application(comparison), run.now()), slice);
        store(run, comparison, () -> {
            addSuspects(run, comparison, exchanged.suspects(), exchanged.questions(), exchanged.bytes());
            tables.comparisons().goOn(run.id(), comparison.number(), Task.EXCHANGE, bits, exchanged.through());
        });
    }

    private void split(Run run, ComparedBooks comparison) {
        int bits = comparison.bits();
        int withinBits = bits - Level.MORE_BITS;
        Level level = level(run, comparison, withinBits);
        Next next = next(run, comparison, withinBits, level::split);
        if (next.cells().isEmpty()) {
            store(run, comparison, () -> {
                if (next.end() != null) {
                    tables.comparisons().goOn(run.id(), comparison.number(), Task.SPLIT, bits, next.end());
                } else {
                    tables.comparisons().goOn(run.id(), comparison.number(), Task.EXCHANGE, bits, run.from());
                }
            });
            return;
        }
        Slice slice = slice(run, comparison, next.from(), next.to(), bits, withinBits, next.cells());
        SliceComparison.Digested digested =
                slices.digest(ourBook(run, comparison), new Asked(application(comparison), run.now()), slice);
        store(run, comparison, () -> {
            note(run, comparison, slice, digested);
            tables.comparisons().goOn(run.id(), comparison.number(), Task.SPLIT, bits, digested.through());
        });
    }

    /**
     * The next slice, or the rest of one, with something to do.
     *
     * @param end with no cells: how far there is nothing; {@code null}: until the end
     */
    private record Next(
            Instant from,
            Instant to,
            List<Integer> cells,
            @Nullable Instant end) {}

    private Next next(
            Run run, ComparedBooks comparison, int bits, Function<List<CellDifference>, List<Integer>> wanted) {
        List<JdbcSlices.Stored> some =
                tables.slices().from(run.id(), comparison.number(), bits, comparison.readTo(), PASSED_OVER);
        for (JdbcSlices.Stored each : some) {
            List<Integer> cells = wanted.apply(each.cells());
            if (!cells.isEmpty()) {
                return new Next(later(each.from(), comparison.readTo()), each.to(), cells, null);
            }
        }
        Instant end =
                some.size() < PASSED_OVER ? null : some.get(some.size() - 1).to();
        return new Next(run.from(), run.to(), List.of(), end);
    }

    private Level level(Run run, ComparedBooks comparison, int bits) {
        KnownLevel known = levels.get(run.id());
        if (known != null && known.comparison() == comparison.number() && known.bits() == bits) {
            return known.level();
        }
        Level level = new Level(bits);
        tables.slices().each(run.id(), comparison.number(), bits, slice -> level.add(slice.cells()));
        level.decide();
        levels.put(run.id(), new KnownLevel(comparison.number(), bits, level));
        return level;
    }

    private void finish(Run run, ComparedBooks comparison) {
        tables.comparisons().end(run.id(), comparison.number(), ComparisonState.DONE, null);
        levels.remove(run.id());
    }

    private void addSuspects(Run run, ComparedBooks comparison, List<Suspect> suspects, int questions, long bytes) {
        tables.comparisons().count(run.id(), comparison.number(), questions, bytes, suspects.size());
        if (comparison.suspects() + suspects.size() > maxSuspects) {
            throw TooDifferentException.of(maxSuspects);
        }
        tables.suspects().add(run.id(), suspects);
    }

    /** Two books that differ in so much are told of as such, and not entry by entry. */
    private static final class TooDifferentException extends RuntimeException {
        private TooDifferentException(String message) {
            super(message);
        }

        static TooDifferentException of(int most) {
            return new TooDifferentException("More than " + most
                    + " entries differ (reliable-message.reconciliation.max-suspects): are these the same books?");
        }
    }

    private void store(Run run, ComparedBooks comparison, Runnable result) {
        try {
            transaction.store(run, () -> {
                result.run();
                return JdbcRuns.Progress.to(Run.Phase.COMPARE);
            });
        } catch (TooDifferentException e) {
            transaction.store(run, () -> {
                tables.comparisons().end(run.id(), comparison.number(), ComparisonState.FAILED, e.getMessage());
                return JdbcRuns.Progress.to(Run.Phase.COMPARE);
            });
        }
    }

    private OurBook ourBook(Run run, ComparedBooks comparison) {
        String field = run.rules().amountField();
        return new OurBook(
                run.topicId(),
                comparison.kind() == Kind.FACTS ? Scope.FACTS : Scope.GROUP,
                comparison.kind() == Kind.FACTS
                        ? application(comparison)
                        : Objects.requireNonNull(comparison.position()),
                Objects.requireNonNull(comparison.identifiedBy()),
                comparison.contents(),
                comparison.amounts() && field != null ? new Amounts(field) : null);
    }

    private Slice slice(
            Run run,
            ComparedBooks comparison,
            Instant from,
            Instant to,
            int bits,
            int withinBits,
            @Nullable List<Integer> within) {
        Cells cells = Cells.of(withinBits, within);
        return new Slice(
                topics.byId(run.topicId()).name(),
                group(run, comparison),
                from,
                to,
                run.salt(),
                comparison.contents(),
                comparison.amounts(),
                bits,
                cells.bits(),
                cells.prefixes());
    }

    /** Cells as a question may name them: where there are too many, the larger ones that they are parts of. */
    private record Cells(int bits, @Nullable List<Integer> prefixes) {
        static Cells of(int bits, @Nullable List<Integer> prefixes) {
            int kept = bits;
            List<Integer> some = prefixes;
            while (some != null && some.size() > Digest.MAX_PREFIXES) {
                kept--;
                some = some.stream().map(each -> each >>> 1).distinct().toList();
            }
            return new Cells(kept, some);
        }
    }

    private @Nullable String group(Run run, ComparedBooks comparison) {
        Integer position = comparison.position();
        return position == null
                ? null
                : topics.bySubscription(run.topicId(), position).group();
    }

    private static int application(ComparedBooks comparison) {
        return Objects.requireNonNull(comparison.applicationId());
    }

    private String name(int application) {
        return applications.byId(application).name();
    }

    private static ComparedBooks plus(
            ComparedBooks before,
            long ours,
            @Nullable BigDecimal ourAmount,
            @Nullable Long theirs,
            @Nullable BigDecimal theirAmount) {
        return new ComparedBooks(
                before.number(),
                before.kind(),
                before.applicationId(),
                before.position(),
                before.state(),
                before.task(),
                before.bits(),
                before.readTo(),
                before.identifiedBy(),
                before.contents(),
                before.amounts(),
                before.keptSince(),
                before.ours() + ours,
                sum(before.ourAmount(), ourAmount, BigDecimal::add),
                sum(before.theirs(), theirs, Long::sum),
                sum(before.theirAmount(), theirAmount, BigDecimal::add),
                before.questions(),
                before.bytes(),
                before.suspects(),
                before.problem());
    }

    private static <T> @Nullable T sum(@Nullable T one, @Nullable T other, BiFunction<T, T, T> add) {
        return one == null ? other : other == null ? one : add.apply(one, other);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The next whole millisecond. */
    private static Instant ceiling(Instant time) {
        Instant whole = Instant.ofEpochMilli(time.toEpochMilli());
        return whole.isBefore(time) ? whole.plusMillis(1) : whole;
    }
}
