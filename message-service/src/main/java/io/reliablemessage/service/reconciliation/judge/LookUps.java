package io.reliablemessage.service.reconciliation.judge;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.reconciliation.Digest;
import io.reliablemessage.protocol.reconciliation.FindAnswer;
import io.reliablemessage.protocol.reconciliation.FindAnswer.Found;
import io.reliablemessage.protocol.reconciliation.IdentifiedBy;
import io.reliablemessage.protocol.reconciliation.Wanted;
import io.reliablemessage.service.reconciliation.compare.Amounts;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks.Asked;
import io.reliablemessage.service.reconciliation.compare.ApplicationBooks.Heard;
import io.reliablemessage.service.reconciliation.compare.BookProblemException;
import io.reliablemessage.service.reconciliation.compare.Scope;
import io.reliablemessage.service.reconciliation.compare.Suspect;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks suspects up in both books, whatever the window, and says what is wrong with each. Messages are read before the application's book
 * and once more after it; see {@link Judgement}. It reads and asks, and changes nothing.
 */
@Component
public final class LookUps {
    private static final Found NOT_THERE = new Found(0, null);

    private final JdbcStandings standings;
    private final ApplicationBooks books;

    LookUps(JdbcStandings standings, ApplicationBooks books) {
        this.standings = standings;
        this.books = books;
    }

    /**
     * Whose suspects they are.
     *
     * @param book with GROUP {@code null}: the group's application keeps none; never {@code null} with FACTS
     * @param facts the books of facts of the topic, in which a lost message may be seen
     * @param factsUnknown whether one of them could not be read, so that nobody can tell of a lost message where it belongs
     * @param amounts reads the messages' amounts; {@code null}: none are compared
     * @param messagesKeptSince older messages may have been removed
     * @param now the database's time
     */
    public record Question(
            int topicId,
            String topic,
            Scope scope,
            int owner,
            @Nullable TheirBook book,
            List<TheirBook> facts,
            boolean factsUnknown,
            @Nullable Amounts amounts,
            Instant messagesKeptSince,
            Instant now) {}

    /**
     * @param suspects those that were to be judged, and messages beside them whose state is broken
     * @param verdicts one per suspect, in the same order
     */
    public record Judged(List<Suspect> suspects, List<Verdict> verdicts, int questions, long bytes) {}

    /**
     * The same suspects, by the business key wherever their message has one, each of them once: a book that knows its entries by message
     * and one that knows them by key speak of the same thing.
     */
    public List<Suspect> byKey(int topicId, List<Suspect> suspects) {
        List<UUID> ids = suspects.stream()
                .filter(each -> each.scope() != Scope.MESSAGE && each.key() == null)
                .map(Suspect::messageId)
                .filter(Objects::nonNull)
                .toList();
        Map<UUID, Standing> messages = standings.byIds(new JdbcStandings.Extent(topicId, false, null), ids).stream()
                .collect(Collectors.toMap(Standing::id, each -> each));
        Map<ByteBuffer, Suspect> byIdentity = new LinkedHashMap<>();
        for (Suspect each : suspects) {
            Standing message =
                    each.key() == null && each.scope() != Scope.MESSAGE ? messages.get(each.messageId()) : null;
            Suspect named = message == null || message.keyHash() == null
                    ? each
                    : new Suspect(each.scope(), each.owner(), message.keyHash(), message.key(), each.messageId());
            byIdentity.putIfAbsent(ByteBuffer.wrap(named.identity()), named);
        }
        return List.copyOf(byIdentity.values());
    }

    /**
     * @param suspects of one scope and owner, a few hundred at the most
     * @throws BookProblemException if an application cannot be asked
     */
    public Judged judge(Question question, List<Suspect> suspects) {
        if (question.scope() == Scope.MESSAGE) {
            return new Judged(suspects, messages(question, suspects), 0, 0);
        }
        return pairs(question, suspects);
    }

    private List<Verdict> messages(Question question, List<Suspect> suspects) {
        Messages messages = read(question, suspects);
        return suspects.stream()
                .map(suspect -> messages.of(suspect).stream().findFirst())
                .map(message -> message.flatMap(LookUps::broken)
                        .orElseGet(
                                () -> new Verdict.Agrees("Something looks at the message again, or it is final", true)))
                .toList();
    }

    private static Optional<Verdict> broken(Standing message) {
        return Optional.ofNullable(message.broken())
                .map(broken -> new Verdict.Differs(
                        DiscrepancyType.BROKEN_STATE,
                        "The message is " + broken,
                        message.confirmedAt(),
                        true,
                        message.key(),
                        message.id(),
                        null,
                        null));
    }

    private Judged pairs(Question question, List<Suspect> suspects) {
        Costs costs = new Costs();
        Messages before = read(question, suspects);
        Map<Integer, Found> found = find(question, suspects, before, costs);
        Messages after = read(question, suspects);
        Set<Integer> withFact = withFact(question, suspects, found, after, costs);
        List<Verdict> verdicts = new ArrayList<>(suspects.size());
        for (int i = 0; i < suspects.size(); i++) {
            Suspect suspect = suspects.get(i);
            TheirBook book = question.book();
            Judgement judgement = new Judgement(
                    before.of(suspect),
                    after.of(suspect),
                    book,
                    question.amounts() != null && book != null && book.amounts(),
                    question.messagesKeptSince());
            Found theirs = found.get(i);
            if (question.scope() == Scope.GROUP
                    && question.factsUnknown()
                    && theirs != null
                    && theirs.times() > 0
                    && after.of(suspect).isEmpty()) {
                verdicts.add(new Verdict.Unknown());
            } else if (question.scope() == Scope.GROUP) {
                verdicts.add(judgement.group(question.owner(), theirs, withFact.contains(i)));
            } else {
                verdicts.add(theirs == null ? new Verdict.Unknown() : judgement.fact(theirs));
            }
        }
        List<Suspect> judged = new ArrayList<>(suspects);
        for (Standing message : after.all()) {
            broken(message).ifPresent(verdict -> {
                judged.add(new Suspect(Scope.MESSAGE, 0, Digest.identityOf(message.id()), null, message.id()));
                verdicts.add(verdict);
            });
        }
        return new Judged(judged, verdicts, costs.questions, costs.bytes);
    }

    /** By the suspects' place; none for those that the application's book cannot be asked about. */
    private Map<Integer, Found> find(Question question, List<Suspect> suspects, Messages messages, Costs costs) {
        TheirBook book = question.book();
        Map<Integer, Found> found = new HashMap<>();
        if (book == null) {
            return found;
        }
        List<Integer> places = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            Wanted each = wanted(book, suspects.get(i), messages, question);
            if (each != null) {
                places.add(i);
                wanted.add(each);
            }
        }
        List<Found> answers = ask(question, book, wanted, costs);
        for (int i = 0; i < places.size(); i++) {
            found.put(places.get(i), answers.get(i));
        }
        return found;
    }

    private static @Nullable Wanted wanted(TheirBook book, Suspect suspect, Messages messages, Question question) {
        BusinessKey key = key(suspect.key());
        if (book.identifiedBy() == IdentifiedBy.BUSINESS_KEY) {
            return key == null ? null : new Wanted(key, suspect.messageId());
        }
        List<Standing> standing = messages.of(suspect);
        UUID id = standing.stream()
                .filter(each -> each.hasReceipt(question.owner()))
                .findFirst()
                .or(() -> standing.stream().findFirst())
                .map(Standing::id)
                .orElse(suspect.messageId());
        return key == null && id == null ? null : new Wanted(key, id);
    }

    /** Effects whose message is nowhere: does a fact say that there should be one? */
    private Set<Integer> withFact(
            Question question, List<Suspect> suspects, Map<Integer, Found> found, Messages messages, Costs costs) {
        Set<Integer> withFact = new HashSet<>();
        if (question.scope() != Scope.GROUP) {
            return withFact;
        }
        List<Integer> places = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < suspects.size(); i++) {
            BusinessKey key = key(suspects.get(i).key());
            if (key != null
                    && found.getOrDefault(i, NOT_THERE).times() > 0
                    && messages.of(suspects.get(i)).isEmpty()) {
                places.add(i);
                wanted.add(new Wanted(key, null));
            }
        }
        for (TheirBook facts : question.facts()) {
            List<Found> answers = ask(question, facts, wanted, costs);
            for (int i = 0; i < places.size(); i++) {
                if (answers.get(i).times() > 0) {
                    withFact.add(places.get(i));
                }
            }
        }
        return withFact;
    }

    private List<Found> ask(Question question, TheirBook book, List<Wanted> wanted, Costs costs) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Heard<FindAnswer> heard =
                books.find(new Asked(book.applicationId(), question.now()), question.topic(), book.group(), wanted);
        costs.questions++;
        costs.bytes += heard.bytes();
        return heard.answer().found();
    }

    private Messages read(Question question, List<Suspect> suspects) {
        TheirBook book = question.book();
        JdbcStandings.Extent extent =
                new JdbcStandings.Extent(question.topicId(), book != null && book.contents(), question.amounts());
        List<Standing> byKey = standings.byKeys(
                extent,
                suspects.stream()
                        .filter(each -> each.key() != null)
                        .map(Suspect::identity)
                        .toList());
        List<Standing> byId = standings.byIds(
                extent,
                suspects.stream()
                        .filter(each -> each.key() == null)
                        .map(Suspect::messageId)
                        .filter(Objects::nonNull)
                        .toList());
        return new Messages(question, byKey, byId);
    }

    private static @Nullable BusinessKey key(@Nullable String readable) {
        try {
            return readable == null ? null : BusinessKey.parse(readable);
        } catch (InvalidKeyException e) {
            // Written by a version with other limits; nobody else can have a key that says the same.
            return null;
        }
    }

    /** What was read, by key or id. */
    private static final class Messages {
        private final Map<ByteBuffer, List<Standing>> byKey = new HashMap<>();
        private final Map<UUID, Standing> byId = new HashMap<>();

        Messages(Question question, List<Standing> byKey, List<Standing> byId) {
            for (Standing each : byKey) {
                byte[] hash = each.keyHash();
                if (hash != null && (question.scope() != Scope.FACTS || each.applicationId() == question.owner())) {
                    this.byKey
                            .computeIfAbsent(ByteBuffer.wrap(hash), key -> new ArrayList<>())
                            .add(each);
                }
            }
            byId.forEach(each -> this.byId.put(each.id(), each));
        }

        Collection<Standing> all() {
            Map<UUID, Standing> all = new LinkedHashMap<>(byId);
            byKey.values().forEach(some -> some.forEach(each -> all.put(each.id(), each)));
            return all.values();
        }

        List<Standing> of(Suspect suspect) {
            if (suspect.key() != null) {
                return byKey.getOrDefault(ByteBuffer.wrap(suspect.identity()), List.of());
            }
            Standing standing = suspect.messageId() == null ? null : byId.get(suspect.messageId());
            return standing == null ? List.of() : List.of(standing);
        }
    }

    private static final class Costs {
        private int questions;
        private long bytes;
    }
}
