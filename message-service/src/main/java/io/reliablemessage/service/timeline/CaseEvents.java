package io.reliablemessage.service.timeline;

import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.TimelineEvent;
import io.reliablemessage.protocol.management.TimelineEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Dead letters, what people did to them and to the message, and what the producer was told. A case keeps when it was opened and closed;
 * that it was opened again after a replay follows from the last attempt of that round, and who replayed it from the audit trail or the job.
 */
final class CaseEvents {
    private static final Map<AuditAction, Kind> KINDS = Map.of(
            AuditAction.DEAD_LETTER_REPLAYED, Kind.REPLAYED,
            AuditAction.DEAD_LETTER_DISCARDED, Kind.DISCARDED,
            AuditAction.PAYLOAD_SEEN, Kind.PAYLOAD_SEEN);

    /** The actions that are told; what else was done to the message or a case shows in what came of it. */
    static final Set<AuditAction> TOLD = KINDS.keySet();

    private final GroupNames.OfTopic groups;
    private final List<JdbcTimeline.Attempt> attempts;

    CaseEvents(GroupNames.OfTopic groups, List<JdbcTimeline.Attempt> attempts) {
        this.groups = groups;
        this.attempts = attempts;
    }

    List<TimelineEvent> all(
            List<DeadLetterDetails> cases, List<JdbcTimeline.Action> actions, List<JdbcTimeline.Told> notices) {
        Map<String, DeadLetterDetails> byTarget =
                cases.stream().collect(Collectors.toMap(each -> "dead-letter " + each.id(), each -> each));
        List<Draft> drafts = new ArrayList<>();
        actions.forEach(action -> drafts.add(action(action, Optional.ofNullable(byTarget.get(action.target())))));
        byTarget.forEach((target, deadLetter) -> {
            List<JdbcTimeline.Action> about = actions.stream()
                    .filter(action -> action.target().equals(target))
                    .toList();
            opened(deadLetter, drafts);
            unattributed(deadLetter, about, drafts);
        });
        notices.forEach(notice -> drafts.add(noticed(notice)));
        return drafts.stream().map(Draft::event).toList();
    }

    private static Draft action(JdbcTimeline.Action action, Optional<DeadLetterDetails> about) {
        return new Draft(action.at(), KINDS.getOrDefault(action.action(), Kind.PAYLOAD_SEEN))
                .by(action.actor())
                .of(about.map(DeadLetterDetails::group).orElse(null))
                .about(about.map(DeadLetterDetails::id).orElse(null))
                .saying(action.reason());
    }

    private void opened(DeadLetterDetails deadLetter, List<Draft> drafts) {
        SortedMap<Integer, Instant> deaths = new TreeMap<>();
        deaths.put(0, deadLetter.openedAt());
        boolean diedInLastRound =
                deadLetter.state() == DeadLetterState.OPEN || deadLetter.state() == DeadLetterState.DISCARDED;
        int lastRound = diedInLastRound ? deadLetter.rounds() : deadLetter.rounds() - 1;
        for (int round = 1; round <= lastRound; round++) {
            int inRound = round;
            lastAttempt(deadLetter, round).ifPresent(at -> deaths.put(inRound, at));
        }
        deaths.forEach((round, at) -> drafts.add(dead(deadLetter, round, at, round.equals(deaths.lastKey()))));
    }

    private Optional<Instant> lastAttempt(DeadLetterDetails deadLetter, int round) {
        int position = groups.positionOf(deadLetter.group());
        return attempts.stream()
                .filter(attempt -> attempt.position() == position && attempt.round() == round)
                .map(JdbcTimeline.Attempt::at)
                .max(Comparator.naturalOrder());
    }

    /** @param last the case keeps the reason and the error of the last time, and the first error */
    private static Draft dead(DeadLetterDetails deadLetter, int round, Instant at, boolean last) {
        return new Draft(at, Kind.DEAD)
                .of(deadLetter.group())
                .attempt(round, null)
                .about(deadLetter.id())
                .failedWith(
                        last ? deadLetter.errorType() : null,
                        last ? deadLetter.lastError() : round == 0 ? deadLetter.firstError() : null)
                .saying(last ? deadLetter.reason().name() : null);
    }

    /** What nobody's name stands beside, besides edits, which are told as such: automatic replays, receipts that came after all, what was decided before there was an audit trail. */
    private static void unattributed(
            DeadLetterDetails deadLetter, List<JdbcTimeline.Action> about, List<Draft> drafts) {
        long replays = about.stream()
                .filter(action -> action.action() == AuditAction.DEAD_LETTER_REPLAYED)
                .count();
        if (deadLetter.state() == DeadLetterState.REPLAYING && replays < deadLetter.rounds()) {
            drafts.add(new Draft(deadLetter.updatedAt(), Kind.REPLAYED)
                    .of(deadLetter.group())
                    .attempt(deadLetter.rounds(), null)
                    .about(deadLetter.id()));
        }
        boolean named = about.stream().anyMatch(action -> action.action() == AuditAction.DEAD_LETTER_DISCARDED);
        if (deadLetter.closedAt() != null
                && deadLetter.replacement() == null
                && !(named && deadLetter.state() == DeadLetterState.DISCARDED)) {
            Kind kind = deadLetter.state() == DeadLetterState.DISCARDED ? Kind.DISCARDED : Kind.RESOLVED;
            drafts.add(new Draft(deadLetter.closedAt(), kind)
                    .of(deadLetter.group())
                    .about(deadLetter.id())
                    .saying(deadLetter.closedReason()));
        }
    }

    private Draft noticed(JdbcTimeline.Told notice) {
        Instant acknowledged = notice.acknowledgedAt();
        return new Draft(acknowledged == null ? notice.writtenAt() : acknowledged, Kind.NOTICED)
                .of(groups.bySubscription(notice.subscriptionId()))
                .attempt(notice.subscriptionId() == 0 ? null : Integer.valueOf(notice.round()), null)
                .saying(notice.kind().name() + (acknowledged == null ? ", not acknowledged yet" : ""));
    }
}
