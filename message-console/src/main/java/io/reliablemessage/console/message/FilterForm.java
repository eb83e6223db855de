package io.reliablemessage.console.message;

import io.reliablemessage.console.view.Address;
import io.reliablemessage.console.view.Moment;
import io.reliablemessage.console.view.TypedFields;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.KeyField;
import io.reliablemessage.protocol.MessageState;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters of a list of messages as they stand in its address, typed by a person or made by a link. */
record FilterForm(
        @Nullable String key,
        @Nullable String fields,
        @Nullable String keyValue,
        @Nullable String application,
        @Nullable String topic,
        @Nullable String state,
        @Nullable String from,
        @Nullable String to) {

    /** @param problems by field, what is wrong with it: the name of a message; such a field filters nothing */
    record Read(MessageFilter filter, Map<String, String> problems) {}

    Read read(Clock clock, ZoneId zone) {
        TypedFields typed = new TypedFields("messages.filter.invalid.", clock, zone);
        MessageFilter filter = new MessageFilter(
                typed.read("key", key, BusinessKey::parse),
                typed.read("fields", fields, BusinessKey::parse),
                keyValue,
                application,
                topic,
                typed.read("state", state, name -> MessageState.valueOf(name.toUpperCase(Locale.ROOT))),
                typed.moment("from", from),
                typed.moment("to", to));
        return new Read(filter, typed.problems());
    }

    /** The same for somebody in another zone; how long ago something was stays as it is, so that a bookmark moves on with the time. */
    FilterForm forEverybody(Clock clock, ZoneId zone) {
        return new FilterForm(
                key,
                fields,
                keyValue,
                application,
                topic,
                state,
                Moment.forEverybody(from, clock, zone),
                Moment.forEverybody(to, clock, zone));
    }

    Address address(String path) {
        return Address.of(path)
                .with("key", key)
                .with("fields", fields)
                .with("keyValue", keyValue)
                .with("application", application)
                .with("topic", topic)
                .with("state", state)
                .with("from", from)
                .with("to", to);
    }

    /** The same as it would be typed into the search box; {@code null} if it cannot be: a quote has no way to be quoted. */
    @Nullable
    String typed() {
        List<String> words = new ArrayList<>();
        if (key != null) {
            words.add(word("", key));
        }
        if (fields != null) {
            for (KeyField field : BusinessKey.parse(fields).fields()) {
                words.add(word(field.name() + ":", field.value()));
            }
        }
        add(words, "", keyValue);
        add(words, "topic:", topic);
        add(words, "app:", application);
        add(words, "state:", state == null ? null : state.toLowerCase(Locale.ROOT));
        add(words, "after:", from);
        add(words, "before:", to);
        return words.stream()
                        .anyMatch(word -> word.chars().filter(c -> c == '"').count() > 2)
                ? null
                : String.join(" ", words);
    }

    private static void add(List<String> words, String qualifier, @Nullable String value) {
        if (value != null) {
            words.add(word(qualifier, value));
        }
    }

    private static String word(String qualifier, String value) {
        boolean plain = value.chars()
                .noneMatch(c -> Character.isWhitespace(c) || c == '"' || (c == ':' && qualifier.isEmpty()));
        return qualifier + (plain ? value : '"' + value + '"');
    }
}
