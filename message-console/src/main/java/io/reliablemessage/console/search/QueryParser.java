package io.reliablemessage.console.search;

import io.reliablemessage.console.view.Moment;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.InvalidKeyException;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.MessageState;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the box: words apart by blanks, each {@code name:value} or a bare value; {@code "…"} keeps blanks and colons together. A name
 * that is none of ours is a field of the business key.
 */
final class QueryParser {
    private static final Set<String> QUALIFIERS =
            Set.of("id", "topic", "app", "state", "error", "group", "before", "after");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern NAMED = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]{0,31}):(.*)", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,31}=.*", Pattern.DOTALL);
    private static final int MIN_ERROR = 3;
    private static final int MAX_ERROR = 200;

    private final Clock clock;
    private final ZoneId zone;
    private final Map<String, String> qualifiers = new HashMap<>();
    private final List<KeyField> fields = new ArrayList<>();
    private @Nullable String bare;

    private QueryParser(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * @param zone of times that are given without one
     * @throws SearchProblem if something cannot be understood
     */
    static Query parse(String text, Clock clock, ZoneId zone) {
        QueryParser parser = new QueryParser(clock, zone);
        for (Word word : words(text)) {
            parser.take(word);
        }
        return parser.query();
    }

    /** @param plain what stands before the first quote, in which alone a name or a key is looked for */
    private record Word(String plain, String text) {}

    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        int firstQuote = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c == '"') {
                quoted = !quoted;
                firstQuote = firstQuote < 0 ? word.length() : firstQuote;
            } else if (i == text.length() || (!quoted && Character.isWhitespace(c))) {
                if (!word.isEmpty() || firstQuote >= 0) {
                    words.add(new Word(
                            firstQuote < 0 ? word.toString() : word.substring(0, firstQuote), word.toString()));
                }
                word.setLength(0);
                firstQuote = -1;
            } else {
                word.append(c);
            }
        }
        if (quoted) {
            throw new SearchProblem("quote");
        }
        return words;
    }

    private void take(Word word) {
        Matcher named = NAMED.matcher(word.text());
        if (word.plain().indexOf(':') > 0 && named.matches()) {
            take(named.group(1), named.group(2));
        } else if (bare != null) {
            throw new SearchProblem("bare", bare, word.text());
        } else {
            bare = word.text();
            if (UUID_FORM.matcher(bare).matches()) {
                take("id", bare);
                bare = null;
            }
        }
    }

    private void take(String name, String value) {
        if (value.isEmpty()) {
            throw new SearchProblem("empty", name);
        }
        String qualifier = name.toLowerCase(Locale.ROOT);
        if (!QUALIFIERS.contains(qualifier)) {
            fields.add(new KeyField(name, value));
        } else if (qualifiers.putIfAbsent(qualifier, value) != null) {
            throw new SearchProblem("twice", qualifier);
        }
    }

    private Query query() {
        BusinessKey key = bare != null && KEY.matcher(bare).matches() ? key(bare) : null;
        if (bare != null && !fields.isEmpty()) {
            throw new SearchProblem(
                    "bare", fields.get(0).name() + ":" + fields.get(0).value(), bare);
        }
        String state = qualifiers.get("state");
        Query query = new Query(
                id(),
                key,
                fields(),
                key == null ? bare : null,
                qualifiers.get("topic"),
                qualifiers.get("app"),
                constant(MessageState.class, state),
                constant(DeadLetterState.class, state),
                error(),
                qualifiers.get("group"),
                time("after"),
                time("before"));
        checkState(query, state);
        if (query.after() != null && query.before() != null && !query.after().isBefore(query.before())) {
            throw new SearchProblem("order");
        }
        return query;
    }

    private static void checkState(Query query, @Nullable String state) {
        boolean deadLetters = query.isAboutDeadLetters();
        boolean known =
                deadLetters ? query.caseState() != null || query.state() == MessageState.DEAD : query.state() != null;
        if (state != null && !known) {
            throw new SearchProblem(
                    deadLetters ? "case-state" : "state",
                    state,
                    names(deadLetters ? DeadLetterState.values() : MessageState.values()));
        }
    }

    private @Nullable UUID id() {
        String id = qualifiers.get("id");
        if (id != null && !UUID_FORM.matcher(id).matches()) {
            throw new SearchProblem("id", id);
        }
        return id == null ? null : UUID.fromString(id);
    }

    private @Nullable BusinessKey fields() {
        try {
            return fields.isEmpty() ? null : BusinessKey.of(fields);
        } catch (InvalidKeyException e) {
            throw new SearchProblem("key", e.field(), e.problem());
        }
    }

    private static BusinessKey key(String readable) {
        try {
            return BusinessKey.parse(readable);
        } catch (InvalidKeyException e) {
            throw new SearchProblem("key", e.field(), e.problem());
        }
    }

    private @Nullable String error() {
        String error = qualifiers.get("error");
        if (error != null && (error.length() < MIN_ERROR || error.length() > MAX_ERROR)) {
            throw new SearchProblem("error");
        }
        return error;
    }

    private @Nullable Instant time(String qualifier) {
        String typed = qualifiers.get(qualifier);
        try {
            return typed == null ? null : Moment.parse(typed, clock, zone);
        } catch (DateTimeException e) {
            throw new SearchProblem("time", qualifier, typed);
        }
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name) {
        return Stream.of(type.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    private static String names(Enum<?>[] constants) {
        return String.join(
                ", ",
                Stream.of(constants)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
