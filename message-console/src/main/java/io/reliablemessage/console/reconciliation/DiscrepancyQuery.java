package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.view.Address;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of discrepancies as they stand in an address, typed by a person or made by a link. */
record DiscrepancyQuery(
        @Nullable String topic,
        @Nullable String group,
        @Nullable String type,
        @Nullable String state,
        @Nullable String run) {

    /** @param problems by field, what is wrong with it: the name of a message; such a field filters nothing */
    record Read(DiscrepancyFilter filter, Map<String, String> problems) {}

    /** One thing that it asks for. */
    record Part(String name, String value) {}

    Read read() {
        Map<String, String> problems = new TreeMap<>();
        DiscrepancyFilter filter = new DiscrepancyFilter(
                topic == null ? null : topic.strip(),
                group == null ? null : group.strip(),
                read("type", type, DiscrepancyType::valueOf, problems),
                read("state", state, DiscrepancyState::valueOf, problems),
                read("run", run, UUID::fromString, problems));
        return new Read(filter, problems);
    }

    /** What it asks for besides the state. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        add(parts, "topic", topic);
        add(parts, "group", group);
        add(parts, "type", type);
        add(parts, "run", run);
        return parts;
    }

    /** The address of a page for the open ones of these: only they can be repaired or accepted. */
    Address open(String path) {
        Address address = Address.of(path);
        parts().forEach(part -> address.with(part.name(), part.value()));
        return address;
    }

    boolean asksForOpen() {
        return state == null || state.equals(DiscrepancyState.OPEN.name());
    }

    private static void add(List<Part> parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(new Part(name, value.strip()));
        }
    }

    private static <T> @Nullable T read(
            String field, @Nullable String text, Function<String, T> reader, Map<String, String> problems) {
        try {
            return text == null ? null : reader.apply(text.strip());
        } catch (IllegalArgumentException e) {
            problems.put(field, "reconciliation.wrong." + field);
            return null;
        }
    }
}
