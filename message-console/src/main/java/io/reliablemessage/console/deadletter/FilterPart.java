package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.view.Address;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a filter asks for.
 *
 * @param name of the filter's field
 * @param time the value if it is one; {@code null} otherwise
 * @param words what the value means to a person, if that is known; {@code null} otherwise
 */
public record FilterPart(
        String name,
        String value,
        @Nullable Instant time,
        @Nullable String words) {

    /** What a filter asks for besides the state. */
    public static List<FilterPart> of(DeadLetterFilter filter) {
        return of(filter, null);
    }

    /** As {@link #of(DeadLetterFilter)}, with the words of the cause that the filter asks for. */
    public static List<FilterPart> of(DeadLetterFilter filter, @Nullable CauseInWords cause) {
        List<FilterPart> parts = new ArrayList<>();
        add(parts, "topic", filter.topic());
        add(parts, "group", filter.group());
        add(parts, "application", filter.application());
        if (filter.fingerprint() != null) {
            parts.add(new FilterPart("fingerprint", filter.fingerprint(), null, words(cause)));
        }
        add(parts, "error", filter.error());
        add(parts, "assignee", filter.assignee());
        add(parts, "from", filter.from());
        add(parts, "to", filter.to());
        add(parts, "messageId", filter.messageId());
        add(parts, "keyValue", filter.keyValue());
        return parts;
    }

    /** The address of a page for this filter. */
    public static Address address(String path, DeadLetterFilter filter) {
        Address address = Address.of(path).with("state", filter.state());
        of(filter).forEach(part -> address.with(part.name(), part.value()));
        return address;
    }

    /** Class and first line of the error, the class once. */
    static @Nullable String words(@Nullable CauseInWords cause) {
        if (cause == null) {
            return null;
        }
        String type = cause.errorType();
        String error = cause.error();
        if (type == null || error == null) {
            return type == null ? error : type;
        }
        return error.startsWith(type) ? error : type + ": " + error;
    }

    private static void add(List<FilterPart> parts, String name, @Nullable Object value) {
        if (value != null) {
            parts.add(new FilterPart(name, value.toString(), value instanceof Instant instant ? instant : null, null));
        }
    }
}
