package io.reliablemessage.console.view;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a filter as somebody typed them. One that cannot be read filters nothing, and is said to be wrong. */
public final class TypedFields {
    private final String messages;
    private final Clock clock;
    private final ZoneId zone;
    private final Map<String, String> problems = new TreeMap<>();

    /**
     * @param messages what the names of the messages begin with; the field's name follows
     * @param zone of times that are typed without one
     */
    public TypedFields(String messages, Clock clock, ZoneId zone) {
        this.messages = messages;
        this.clock = clock;
        this.zone = zone;
    }

    /** @param reader throws an {@link IllegalArgumentException} or a {@link DateTimeException} for what it cannot read */
    public <T> @Nullable T read(String field, @Nullable String text, Function<String, T> reader) {
        try {
            return text == null ? null : reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.put(field, messages + field);
            return null;
        }
    }

    /** As {@link Moment#parse}. */
    public @Nullable Instant moment(String field, @Nullable String text) {
        return read(field, text, typed -> Moment.parse(typed, clock, zone));
    }

    /** By field, what is wrong with it: the name of a message. */
    public Map<String, String> problems() {
        return problems;
    }
}
