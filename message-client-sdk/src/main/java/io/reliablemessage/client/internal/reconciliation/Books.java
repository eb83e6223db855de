package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationSource;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.idempotency.JdbcEffectBook;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.protocol.MessageLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The books of the application: those that it declares, and for every other listener the records of idempotency, where its strategy keeps
 * them.
 */
public final class Books {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1," + MessageLimits.MAX_TOPIC_LENGTH + "}");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_-]{1," + MessageLimits.MAX_GROUP_LENGTH + "}");

    private final Map<Name, Book> books = new LinkedHashMap<>();
    private final Map<Name, ReconciliationSource> declared = new HashMap<>();
    private final Map<Name, Listened> listened = new HashMap<>();

    /** @param group {@code null}: facts */
    private record Name(String topic, @Nullable String group) {}

    /**
     * Where the records of effects are.
     *
     * @param retention how long they are kept
     */
    public record Records(JdbcEffectBook effects, Clock clock, Duration retention) {}

    /**
     * @param records {@code null} where there is no database
     * @throws SetupException if two sources are the same book, or one has no possible topic or group
     */
    public Books(List<ReconciliationSource> sources, List<Listened> listeners, @Nullable Records records) {
        for (ReconciliationSource source : sources) {
            Name name = new Name(
                    checked(source, "topic", TOPIC, source.topic()),
                    source.group() == null ? null : checked(source, "group", GROUP, source.group()));
            ReconciliationSource other = declared.putIfAbsent(name, source);
            if (other != null) {
                throw new SetupException(
                        other + " and " + source + " are both the book of topic '" + name.topic() + "'"
                                + (name.group() == null ? "" : " and group '" + name.group() + "'"),
                        "Make them one: a book has all facts of a topic, or all effects of a group.");
            }
            books.put(name, new SourceBook(source));
        }
        Map<String, Set<String>> topics = new HashMap<>();
        listeners.forEach(listener -> topics.computeIfAbsent(listener.group(), group -> new TreeSet<>())
                .add(listener.topic()));
        for (Listened listener : listeners) {
            Name name = new Name(listener.topic(), listener.group());
            listened.putIfAbsent(name, listener);
            if (records != null && listener.unrecorded().isEmpty()) {
                books.putIfAbsent(name, records(listener, records, topics.getOrDefault(listener.group(), Set.of())));
            }
        }
    }

    /** The records say which group, and not which topic. */
    private static Book records(Listened listener, Records records, Set<String> topics) {
        String unusable = topics.size() == 1
                ? null
                : "Group " + listener.group() + " consumes the topics " + topics
                        + ", and its records do not tell them apart: give each topic a group of its own, or declare a source of its effects";
        return new RecordsBook(
                listener, records.effects(), new RecordsBook.Supply(records.clock(), records.retention(), unusable));
    }

    private static String checked(ReconciliationSource source, String what, Pattern allowed, @Nullable String value) {
        if (value == null || !allowed.matcher(value).matches()) {
            throw new SetupException(
                    source + " has " + what + " '" + value + "'",
                    "It must match " + allowed.pattern() + ", as the broker demands.");
        }
        return value;
    }

    List<Book> all() {
        return new ArrayList<>(books.values());
    }

    Optional<Book> find(String topic, @Nullable String group) {
        return Optional.ofNullable(books.get(new Name(topic, group)));
    }

    Optional<ReconciliationSource> declared(String topic, @Nullable String group) {
        return Optional.ofNullable(declared.get(new Name(topic, group)));
    }

    Optional<Listened> listener(String topic, String group) {
        return Optional.ofNullable(listened.get(new Name(topic, group)));
    }
}
