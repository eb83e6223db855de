package io.reliablemessage.console.message;

import io.reliablemessage.protocol.management.TimelineEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message's timeline, step by step as the page draws it. */
final class Life {
    private static final Map<TimelineEvent.Kind, Look> LOOKS = Map.ofEntries(
            Map.entry(TimelineEvent.Kind.PREPARED, new Look("messages", "blue")),
            Map.entry(TimelineEvent.Kind.CHECKED_BACK, new Look("question", "azure")),
            Map.entry(TimelineEvent.Kind.CONFIRMED, new Look("send", "blue")),
            Map.entry(TimelineEvent.Kind.CANCELLED, new Look("cross", "secondary")),
            Map.entry(TimelineEvent.Kind.UNDECIDED, new Look("question", "orange")),
            Map.entry(TimelineEvent.Kind.FAILED, new Look("warning", "red")),
            Map.entry(TimelineEvent.Kind.REJECTED, new Look("cross", "red")),
            Map.entry(TimelineEvent.Kind.NO_RECEIPT, new Look("clock", "yellow")),
            Map.entry(TimelineEvent.Kind.BROKER_REFUSED, new Look("cross", "red")),
            Map.entry(TimelineEvent.Kind.CONSUMED, new Look("check", "green")),
            Map.entry(TimelineEvent.Kind.DEAD, new Look("dead-letters", "red")),
            Map.entry(TimelineEvent.Kind.REPLAYED, new Look("replay", "blue")),
            Map.entry(TimelineEvent.Kind.RESOLVED, new Look("check", "green")),
            Map.entry(TimelineEvent.Kind.DISCARDED, new Look("discard", "secondary")),
            Map.entry(TimelineEvent.Kind.EXPIRED, new Look("clock", "orange")),
            Map.entry(TimelineEvent.Kind.EDITED, new Look("edit", "blue")),
            Map.entry(TimelineEvent.Kind.NOTICED, new Look("bell", "azure")),
            Map.entry(TimelineEvent.Kind.PAYLOAD_SEEN, new Look("eye", "secondary")),
            Map.entry(TimelineEvent.Kind.NEXT_DUE, new Look("clock", "azure")));

    private Life() {}

    private record Look(String icon, String colour) {}

    /** @param newRound the group's replay round that begins here; {@code null}: no other than before */
    record Step(
            TimelineEvent event,
            String icon,
            String colour,
            @Nullable Integer newRound) {}

    static List<Step> of(List<TimelineEvent> events) {
        Map<String, Integer> rounds = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (TimelineEvent event : events) {
            Look look = LOOKS.getOrDefault(event.kind(), new Look("clock", "secondary"));
            Integer newRound = null;
            if (event.round() != null && event.round() > rounds.getOrDefault(String.valueOf(event.group()), 0)) {
                rounds.put(String.valueOf(event.group()), event.round());
                newRound = event.round();
            }
            steps.add(new Step(event, look.icon(), look.colour(), newRound));
        }
        return steps;
    }
}
