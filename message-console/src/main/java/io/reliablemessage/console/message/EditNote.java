package io.reliablemessage.console.message;

import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.TimelineEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a message was edited, as its life tells it: who, when and why, but not what.
 *
 * @param other the message on the other side
 * @param into whether the other one was sent in place of this one; otherwise this one was sent in place of the other
 * @param group that could not consume the original; {@code null}: not known on this side
 */
record EditNote(
        Instant at,
        @Nullable String by,
        @Nullable String reason,
        UUID other,
        boolean into,
        @Nullable String group) {
    /** Oldest first. */
    static List<EditNote> of(MessageTimeline timeline) {
        return timeline.events().stream()
                .filter(event -> event.kind() == TimelineEvent.Kind.EDITED)
                .flatMap(
                        event -> Optional.ofNullable(event.otherMessage())
                                .map(other -> of(event, other, timeline.deadLetters()))
                                .stream())
                .toList();
    }

    /** A case is kept as long as its message, so that the original knows what took its place. */
    private static EditNote of(TimelineEvent event, UUID other, List<DeadLetterDetails> deadLetters) {
        Optional<DeadLetterDetails> closed = deadLetters.stream()
                .filter(each -> other.equals(each.replacement()))
                .findFirst();
        return new EditNote(
                event.at(),
                event.who(),
                event.detail(),
                other,
                closed.isPresent(),
                closed.map(DeadLetterDetails::group).orElse(event.group()));
    }
}
