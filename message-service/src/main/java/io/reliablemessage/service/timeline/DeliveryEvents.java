package io.reliablemessage.service.timeline;

import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.TimelineEvent;
import io.reliablemessage.protocol.management.TimelineEvent.Kind;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Attempts and receipts, and what is still to come of a group that is on a schedule of its own. */
final class DeliveryEvents {
    private final MessageView message;
    private final GroupNames.OfTopic groups;

    DeliveryEvents(MessageView message, GroupNames.OfTopic groups) {
        this.message = message;
        this.groups = groups;
    }

    List<TimelineEvent> all(List<JdbcTimeline.Attempt> attempts, List<JdbcTimeline.Due> due) {
        return Stream.of(
                        attempts.stream().map(this::failed),
                        message.groups().stream()
                                .filter(each -> each.consumedAt() != null)
                                .map(this::consumed),
                        due.stream().map(this::due))
                .flatMap(each -> each)
                .map(Draft::event)
                .toList();
    }

    private Draft failed(JdbcTimeline.Attempt attempt) {
        String group = groups.at(attempt.position());
        return new Draft(attempt.at(), Kind.valueOf(attempt.outcome()))
                .by(group)
                .of(group)
                .attempt(attempt.round(), attempt.attempt())
                .at(attempt.consumer(), attempt.brokerPosition())
                .since(message.confirmedAt())
                .failedWith(attempt.errorType(), attempt.error());
    }

    private Draft consumed(MessageView.Group group) {
        return new Draft(Objects.requireNonNull(group.consumedAt()), Kind.CONSUMED)
                .by(group.group())
                .of(group.group())
                .attempt(null, group.attempt())
                .at(null, group.brokerPosition())
                .since(message.confirmedAt());
    }

    private Draft due(JdbcTimeline.Due due) {
        return new Draft(due.at(), Kind.NEXT_DUE)
                .of(groups.at(due.position()))
                .attempt(due.round(), due.attempts() + 1)
                .saying("delivery");
    }
}
