package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.internal.idempotency.Releases;
import io.reliablemessage.client.internal.produce.Resending;
import io.reliablemessage.client.internal.signed.UnreadableQuestionException;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.Question;
import io.reliablemessage.protocol.reconciliation.ReleaseQuestion;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Answers the questions of a comparison from the application's books, and does what can be repaired here. */
public final class Reconciliation {
    /** Entries of one answer that may have to be given beyond what was asked, since they are of one millisecond. */
    private static final int MOST_ENTRIES = 2 * Digest.MAX_ENTRIES;

    private final Books books;
    private final MissingMessages missing;
    private final ForgottenEffects forgotten;
    private final TransactionOperations reading;
    private final Duration timeLimit;

    /**
     * @param resending {@code null} where nothing is sent
     * @param releases {@code null} where nothing is recorded
     */
    public record Repairs(
            MissingMessageScan methods,
            @Nullable Resending resending,
            @Nullable Releases releases) {}

    /**
     * @param manager of the business database; {@code null} without one
     * @param limit how long one question may take; whole seconds
     * @param statements whether statements may be limited, too: H2 would keep that limit on the connection
     */
    public record Transactions(@Nullable PlatformTransactionManager manager, Duration limit, boolean statements) {

        private TransactionOperations template(boolean readOnly) {
            if (manager == null) {
                return TransactionOperations.withoutTransaction();
            }
            TransactionTemplate template = new TransactionTemplate(manager);
            template.setReadOnly(readOnly);
            template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
            if (statements) {
                template.setTimeout((int) Math.max(1, limit.toSeconds()));
            }
            return template;
        }
    }

    public Reconciliation(Books books, Repairs repairs, Transactions transactions) {
        this.books = books;
        this.reading = transactions.template(true);
        this.timeLimit = transactions.limit();
        TransactionOperations writing = transactions.template(false);
        this.missing = new MissingMessages(books, repairs.methods().methods(), repairs.resending(), writing);
        this.forgotten = new ForgottenEffects(books, repairs.releases(), writing);
    }

    /**
     * Answers a question whose limits were checked.
     *
     * @throws UnreadableQuestionException if it is about a book that this application does not keep, or beyond what a book can answer
     * @throws io.reliablemessage.client.internal.signed.UnansweredException if it takes too long
     * @throws org.springframework.dao.DataAccessException if the database cannot answer
     */
    public Object answer(Question question) {
        return switch (question.action()) {
            case SourcesQuestion.ACTION -> sources((SourcesQuestion) question);
            case DigestQuestion.ACTION -> digest((DigestQuestion) question);
            case EntriesQuestion.ACTION -> entries((EntriesQuestion) question);
            case FindQuestion.ACTION -> find((FindQuestion) question);
            case ProduceQuestion.ACTION -> produce((ProduceQuestion) question);
            default -> release((ReleaseQuestion) question);
        };
    }

    private <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(reading.execute(transaction -> work.get()));
    }

    private SourcesAnswer sources(SourcesQuestion question) {
        return read(() -> new SourcesAnswer(
                question.requestId(),
                books.all().stream()
                        .map(book -> {
                            SourcesAnswer.Source source = book.describe(false);
                            return source.group() == null && missing.canProduce(source.topic())
                                    ? book.describe(true)
                                    : source;
                        })
                        .toList()));
    }

    private Book book(String topic, @Nullable String group) {
        return books.find(topic, group)
                .orElseThrow(() -> new UnreadableQuestionException("this application keeps no book of topic " + topic
                        + (group == null ? "" : " and group " + group)));
    }

    private DigestAnswer digest(DigestQuestion question) {
        Book book = book(question.topic(), question.group());
        Deadline deadline = Deadline.in(timeLimit);
        return read(() -> {
            Slice slice = new Slice(book, question.from(), question.to(), false, deadline);
            Slice.Read<Sums> read = slice.read(question.maxRows(), () -> new Sums(question));
            Digest digest = read.tally().digest;
            return new DigestAnswer(
                    question.requestId(), read.through(), digest.entries(), digest.amount(), digest.cells());
        });
    }

    private static final class Sums implements Slice.Tally {
        private final DigestQuestion question;
        private final Digest digest;

        Sums(DigestQuestion question) {
            this.question = question;
            this.digest = new Digest(
                    question.salt(),
                    question.bits(),
                    question.withinBits() == null ? 0 : question.withinBits(),
                    question.within());
        }

        @Override
        public void add(Line line) {
            digest.add(
                    line.identity(),
                    question.contents() ? line.content() : null,
                    question.amounts() ? line.amount() : null);
        }

        @Override
        public boolean isFull() {
            return false;
        }
    }

    private EntriesAnswer entries(EntriesQuestion question) {
        Book book = book(question.topic(), question.group());
        Deadline deadline = Deadline.in(timeLimit);
        return read(() -> {
            Slice slice = new Slice(book, question.from(), question.to(), true, deadline);
            int enough = question.bits() == 0 ? question.maxEntries() : Digest.MAX_ROWS;
            Slice.Read<Chosen> read = slice.read(enough, () -> new Chosen(question));
            return new EntriesAnswer(question.requestId(), read.through(), read.tally().entries);
        });
    }

    private static final class Chosen implements Slice.Tally {
        private final EntriesQuestion question;
        private final Set<Integer> prefixes;
        private final List<Entry> entries = new ArrayList<>();

        Chosen(EntriesQuestion question) {
            this.question = question;
            this.prefixes = new HashSet<>(question.prefixes());
        }

        @Override
        public void add(Line line) {
            if (prefixes.contains(Digest.prefix(line.identity(), question.bits()))) {
                if (entries.size() == MOST_ENTRIES) {
                    throw new UnreadableQuestionException(
                            "more than " + MOST_ENTRIES + " entries of the cells have one millisecond");
                }
                entries.add(line.entry());
            }
        }

        @Override
        public boolean isFull() {
            return entries.size() >= question.maxEntries();
        }
    }

    private FindAnswer find(FindQuestion question) {
        Book book = book(question.topic(), question.group());
        Deadline deadline = Deadline.in(timeLimit);
        return read(() -> {
            FindAnswer answer = new FindAnswer(question.requestId(), book.find(question.wanted()));
            deadline.check();
            return answer;
        });
    }

    private RepairAnswer produce(ProduceQuestion question) {
        Deadline deadline = Deadline.in(timeLimit);
        return new RepairAnswer(
                question.requestId(),
                question.keys().stream()
                        .map(key -> deadline.isOver() ? late() : missing.produce(question.topic(), key))
                        .toList());
    }

    private RepairAnswer release(ReleaseQuestion question) {
        Deadline deadline = Deadline.in(timeLimit);
        return new RepairAnswer(
                question.requestId(),
                question.wanted().stream()
                        .map(wanted -> deadline.isOver()
                                ? late()
                                : forgotten.release(question.topic(), question.group(), wanted))
                        .toList());
    }

    /** What came before it is done, and has to be reported. */
    private RepairAnswer.Result late() {
        return new RepairAnswer.Result(
                RepairAnswer.Outcome.FAILED,
                null,
                "There was no time left for it, by reliable-message.reconciliation.time-limit");
    }
}
