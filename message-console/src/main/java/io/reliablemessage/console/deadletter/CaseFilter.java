package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.view.Moment;
import io.reliablemessage.console.view.TypedFields;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The filters of dead letters as they stand in an address, typed by a person or made by a link. */
public record CaseFilter(
        @Nullable String state,
        @Nullable String topic,
        @Nullable String group,
        @Nullable String application,
        @Nullable String fingerprint,
        @Nullable String error,
        @Nullable String assignee,
        @Nullable String from,
        @Nullable String to,
        @Nullable String messageId,
        @Nullable String keyValue) {

    /**
     * @param filter with its times fixed, so that it means the same later
     * @param problems by field, what is wrong with it: the name of a message; such a field filters nothing
     */
    public record Read(DeadLetterFilter filter, Map<String, String> problems) {}

    public Read read(Clock clock, ZoneId zone) {
        TypedFields typed = new TypedFields("cases.filter.invalid.", clock, zone);
        DeadLetterFilter filter = new DeadLetterFilter(
                typed.read(
                        "state",
                        state,
                        name -> DeadLetterState.valueOf(name.strip().toUpperCase(Locale.ROOT))),
                topic,
                group,
                application,
                fingerprint,
                error,
                assignee,
                typed.moment("from", from),
                typed.moment("to", to),
                typed.read("messageId", messageId, id -> UUID.fromString(id.strip())),
                keyValue);
        return new Read(filter, typed.problems());
    }

    /** Whether its times mean something else to somebody in another zone. */
    boolean dependsOnZone() {
        return (from != null && Moment.dependsOnZone(from)) || (to != null && Moment.dependsOnZone(to));
    }
}
