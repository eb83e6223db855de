package io.reliablemessage.service.timeline;

import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.Edited;
import io.reliablemessage.protocol.management.MessageDetail;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.TimelineEvent;
import io.reliablemessage.service.deadletter.DeadLetterSearch;
import io.reliablemessage.service.deadletter.edit.MessageEdits;
import io.reliablemessage.service.outbox.MessageSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Puts the life of a message together from a handful of reads by its id. */
@Component
public class Timelines {
    private static final int MOST_EVENTS = 1_000;

    /** What is still to come stands at the end, even when it is overdue. */
    private static final Comparator<TimelineEvent> OLDEST_FIRST = Comparator.comparing(
                    (TimelineEvent event) -> event.kind() == TimelineEvent.Kind.NEXT_DUE)
            .thenComparing(TimelineEvent::at);

    private final MessageSearch messages;
    private final DeadLetterSearch cases;
    private final MessageEdits edits;
    private final JdbcTimeline records;
    private final GroupNames names;

    Timelines(
            MessageSearch messages,
            DeadLetterSearch cases,
            MessageEdits edits,
            JdbcTimeline records,
            GroupNames names) {
        this.messages = messages;
        this.cases = cases;
        this.edits = edits;
        this.records = records;
        this.names = names;
    }

    /** The message, its payload masked; empty if there is no such message. */
    public Optional<MessageTimeline> of(UUID id) {
        return messages.byId(id).map(this::of);
    }

    private MessageTimeline of(MessageDetail detail) {
        MessageView message = detail.message();
        UUID id = message.id();
        List<DeadLetterDetails> deadLetters = cases.ofMessage(id);
        List<JdbcTimeline.Attempt> attempts = records.attempts(id);
        List<UUID> caseIds = deadLetters.stream().map(DeadLetterDetails::id).toList();
        List<String> targets = Stream.concat(
                        Stream.of("message " + id), caseIds.stream().map(each -> "dead-letter " + each))
                .toList();
        List<JdbcTimeline.Action> actions = new ArrayList<>(records.actions(targets, CaseEvents.TOLD));
        actions.addAll(records.actionsOfJobs(caseIds));
        GroupNames.OfTopic groups = names.of(message.topic());
        List<TimelineEvent> events = new ArrayList<>();
        events.addAll(new DecisionEvents(message, records.questions(id)).all());
        events.addAll(new DeliveryEvents(message, groups).all(attempts, records.dueGroups(id)));
        events.addAll(new CaseEvents(groups, attempts).all(deadLetters, actions, records.notices(id)));
        edits.withoutLines(id).forEach(edit -> events.add(edited(id, edit, deadLetters)));
        events.sort(OLDEST_FIRST);
        return new MessageTimeline(detail, bounded(events), deadLetters);
    }

    private static TimelineEvent edited(UUID id, Edited edit, List<DeadLetterDetails> deadLetters) {
        return new Draft(edit.editedAt(), TimelineEvent.Kind.EDITED)
                .by(edit.editedBy())
                .of(deadLetters.stream()
                        .filter(each -> each.id().equals(edit.deadLetter()))
                        .map(DeadLetterDetails::group)
                        .findFirst()
                        .orElse(null))
                .about(edit.deadLetter())
                .withMessage(edit.original().equals(id) ? edit.replacement() : edit.original())
                .saying(edit.reason())
                .event();
    }

    /** The beginning and the newest. */
    private static List<TimelineEvent> bounded(List<TimelineEvent> sorted) {
        if (sorted.size() <= MOST_EVENTS) {
            return sorted;
        }
        List<TimelineEvent> some = new ArrayList<>(sorted.subList(0, 1));
        some.addAll(sorted.subList(sorted.size() - MOST_EVENTS + 1, sorted.size()));
        return some;
    }
}
