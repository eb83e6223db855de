package io.reliablemessage.testkit;

import io.reliablemessage.client.internal.reconciliation.Reconciliation;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.Cell;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.DigestAnswer;
import io.reliablemessage.protocol.reconciliation.DigestQuestion;
import io.reliablemessage.protocol.reconciliation.EntriesAnswer;
import io.reliablemessage.protocol.reconciliation.EntriesQuestion;
import io.reliablemessage.protocol.reconciliation.Entry;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.FindQuestion;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.protocol.reconciliation.ProduceQuestion;
import io.reliablemessage.protocol.reconciliation.RepairAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer;
import io.reliablemessage.protocol.reconciliation.SourcesAnswer.Source;
import io.reliablemessage.protocol.reconciliation.SourcesQuestion;
import io.reliablemessage.protocol.reconciliation.Wanted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Compares the application's own books with the messages in memory, by the questions that message-service asks: a test of the application's
 * sources and of its {@code @OnMissingMessage} methods. Nothing is in flight here: what one side lacks now is a difference. Amounts are not
 * compared, since no topic says here where its payload has one.
 *
 * <pre>{@code
 * assertThat(reconciler.reconcile("order-placed")).isEmpty();
 * }</pre>
 */
public final class Reconciler {
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final String SALT = "5a".repeat(16);
    private static final int BITS = 8;

    private final Kit kit;
    private final String application;
    private final ObjectProvider<Reconciliation> reconciliation;

    Reconciler(Kit kit, String application, ObjectProvider<Reconciliation> reconciliation) {
        this.kit = kit;
        this.application = application;
        this.reconciliation = reconciliation;
    }

    /**
     * Compares all books of a topic: its facts with the messages, and the effects of each group with the receipts. What was sent and not yet
     * delivered is no difference; {@link Pump#assertConsumed} looks at that.
     *
     * @throws IllegalStateException if the application keeps no book of the topic, or one that cannot be read; the message says why
     */
    public List<Difference> reconcile(String topic) {
        kit.workOff();
        List<Source> books = books(topic);
        if (books.isEmpty()) {
            throw new IllegalStateException("The application keeps no book of topic " + topic
                    + ": declare a ReconciliationSource, or a listener that keeps records");
        }
        List<Difference> differences = new ArrayList<>();
        for (Source book : books) {
            if (book.problem() != null) {
                throw new IllegalStateException(book.problem());
            }
            Comparison comparison = new Comparison(topic, book);
            if (!comparison.isEqual()) {
                differences.addAll(comparison.differences());
            }
        }
        return differences;
    }

    /**
     * Lets the application produce the messages of all its facts that have none, as the service would ask it to.
     *
     * @return one result per missing message
     */
    public List<RepairAnswer.Result> produceMissing(String topic) {
        List<BusinessKey> keys = new ArrayList<>();
        for (Difference difference : reconcile(topic)) {
            if (difference.type() == DiscrepancyType.MISSING_MESSAGE && difference.key() != null) {
                keys.add(difference.key());
            }
        }
        List<RepairAnswer.Result> results = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += Digest.MAX_REPAIRS) {
            List<BusinessKey> some = keys.subList(i, Math.min(i + Digest.MAX_REPAIRS, keys.size()));
            RepairAnswer answer = (RepairAnswer) reconciliation
                    .getObject()
                    .answer(new ProduceQuestion(
                            UUID.randomUUID(), application, kit.clock().instant(), topic, some));
            results.addAll(answer.results());
        }
        kit.workOff();
        return results;
    }

    private List<Source> books(String topic) {
        SourcesAnswer answer = (SourcesAnswer) reconciliation
                .getObject()
                .answer(new SourcesQuestion(
                        UUID.randomUUID(), application, kit.clock().instant()));
        return answer.sources().stream()
                .filter(book -> book.topic().equals(topic))
                .toList();
    }

    /** One book beside the messages that should be in it. */
    private final class Comparison {
        private final String topic;
        private final Source book;
        private final boolean byKey;
        private final Map<Object, BookedMessage> messages = new LinkedHashMap<>();

        Comparison(String topic, Source book) {
            this.topic = topic;
            this.book = book;
            this.byKey = book.identifiedBy() == IdentifiedBy.BUSINESS_KEY;
            kit.book().messages().stream()
                    .filter(message ->
                            message.isSent() && message.content().topic().equals(topic))
                    .map(BookedMessage::new)
                    .filter(this::belongs)
                    .forEach(message -> messages.putIfAbsent(byKey ? message.key() : message.id(), message));
        }

        private boolean belongs(BookedMessage message) {
            if (byKey && message.keyIfAny().isEmpty()) {
                return false;
            }
            return book.group() == null ? message.isOwn() : message.isConsumedBy(book.group());
        }

        boolean isEqual() {
            Digest own = new Digest(SALT, BITS);
            messages.values()
                    .forEach(message -> own.add(
                            byKey ? Digest.identityOf(message.key()) : Digest.identityOf(message.id()),
                            book.contents() ? message.hash() : null,
                            null));
            return cells(own.cells(), new HashMap<>()).equals(bookCells());
        }

        private Map<Integer, Cell> bookCells() {
            Map<Integer, Cell> all = new HashMap<>();
            for (Instant from = Instant.EPOCH; from.isBefore(END); ) {
                DigestAnswer answer = (DigestAnswer) reconciliation
                        .getObject()
                        .answer(new DigestQuestion(
                                UUID.randomUUID(),
                                application,
                                kit.clock().instant(),
                                topic,
                                book.group(),
                                from,
                                END,
                                SALT,
                                book.contents(),
                                false,
                                BITS,
                                null,
                                null,
                                Digest.MAX_ENTRIES));
                cells(answer.cells(), all);
                from = answer.through();
            }
            return all;
        }

        private static Map<Integer, Cell> cells(List<Cell> cells, Map<Integer, Cell> sums) {
            cells.forEach(cell -> sums.merge(cell.prefix(), cell, Digest::plus));
            return sums;
        }

        List<Difference> differences() {
            Map<Object, Entry> entries = new LinkedHashMap<>();
            Map<Object, Integer> times = new HashMap<>();
            for (Entry entry : entries()) {
                Object identity = identity(entry);
                entries.putIfAbsent(identity, entry);
                times.merge(identity, 1, Integer::sum);
            }
            List<Difference> differences = new ArrayList<>();
            entries.forEach((identity, entry) -> {
                BookedMessage message = messages.get(identity);
                if (message == null) {
                    differences.add(new Difference(
                            book.group() == null ? DiscrepancyType.MISSING_MESSAGE : DiscrepancyType.UNRECEIPTED_EFFECT,
                            topic,
                            book.group(),
                            entry.key(),
                            entry.messageId()));
                } else if (book.group() != null && byKey && times.getOrDefault(identity, 0) > 1) {
                    differences.add(message.difference(DiscrepancyType.DUPLICATE_EFFECT, book));
                } else if (book.contents()
                        && entry.content() != null
                        && !entry.content().equals(message.hex())) {
                    differences.add(message.difference(DiscrepancyType.CONFLICTING_CONTENT, book));
                }
            });
            messages.forEach((identity, message) -> {
                if (!entries.containsKey(identity) && find(message).times() == 0) {
                    differences.add(message.difference(
                            book.group() == null ? DiscrepancyType.GHOST_MESSAGE : DiscrepancyType.FALSE_RECEIPT,
                            book));
                }
            });
            return differences;
        }

        private Object identity(Entry entry) {
            Object identity = byKey ? entry.key() : entry.messageId();
            if (identity == null) {
                throw new IllegalStateException("An entry of the book of " + topic + " has no identity");
            }
            return identity;
        }

        private List<Entry> entries() {
            List<Entry> all = new ArrayList<>();
            for (Instant from = Instant.EPOCH; from.isBefore(END); ) {
                EntriesAnswer answer = (EntriesAnswer) reconciliation
                        .getObject()
                        .answer(new EntriesQuestion(
                                UUID.randomUUID(),
                                application,
                                kit.clock().instant(),
                                topic,
                                book.group(),
                                from,
                                END,
                                0,
                                List.of(0),
                                Digest.MAX_ENTRIES));
                all.addAll(answer.entries());
                from = answer.through();
            }
            return all;
        }

        private Found find(BookedMessage message) {
            FindAnswer answer = (FindAnswer) reconciliation
                    .getObject()
                    .answer(new FindQuestion(
                            UUID.randomUUID(),
                            application,
                            kit.clock().instant(),
                            topic,
                            book.group(),
                            List.of(new Wanted(message.keyIfAny().orElse(null), message.id()))));
            return answer.found().get(0);
        }
    }
}
