package io.reliablemessage.service.timeline;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.protocol.management.MessageView;
import io.reliablemessage.protocol.management.TimelineEvent;
import io.reliablemessage.protocol.management.TimelineEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a message came in, what its producer was asked, who decided it, and its end by time. */
final class DecisionEvents {
    private final MessageView message;
    private final List<JdbcTimeline.Question> questions;

    /** @param questions oldest first */
    DecisionEvents(MessageView message, List<JdbcTimeline.Question> questions) {
        this.message = message;
        this.questions = questions;
    }

    List<TimelineEvent> all() {
        List<Draft> drafts = new ArrayList<>();
        drafts.add(new Draft(message.createdAt(), Kind.PREPARED).by(message.application()));
        Optional<JdbcTimeline.Question> word = Optional.empty();
        Instant lastAsked = null;
        for (JdbcTimeline.Question question : questions) {
            if (question.isOperatorsWord()) {
                word = Optional.of(question);
            } else {
                lastAsked = question.at();
                drafts.add(checkedBack(question));
            }
        }
        if (message.state() == MessageState.UNDECIDED || word.isPresent()) {
            drafts.add(new Draft(lastAsked == null ? message.createdAt() : lastAsked, Kind.UNDECIDED)
                    .since(message.createdAt()));
        }
        if (message.confirmedAt() != null) {
            drafts.add(decided(message.confirmedAt(), Kind.CONFIRMED, word, Verdict.COMMITTED));
        }
        if (message.finishedAt() != null && message.state() == MessageState.CANCELLED) {
            drafts.add(decided(message.finishedAt(), Kind.CANCELLED, word, Verdict.ROLLED_BACK));
        }
        if (message.finishedAt() != null && message.state() == MessageState.EXPIRED) {
            drafts.add(new Draft(message.finishedAt(), Kind.EXPIRED).since(message.confirmedAt()));
        }
        if (message.dueAt() != null) {
            boolean inDoubt = message.state() == MessageState.PREPARED;
            drafts.add(new Draft(message.dueAt(), Kind.NEXT_DUE)
                    .attempt(null, inDoubt ? null : Integer.valueOf(message.attempts() + 1))
                    .saying(inDoubt ? "check-back" : "delivery"));
        }
        return drafts.stream().map(Draft::event).toList();
    }

    private Draft checkedBack(JdbcTimeline.Question question) {
        return new Draft(question.at(), Kind.CHECKED_BACK)
                .by(message.application())
                .at(question.by(), null)
                .since(message.createdAt())
                .saying(question.detail() == null ? question.answer() : question.answer() + ": " + question.detail());
    }

    /** By an operator's word, by the verdict of the last check-back, or by the producer itself. */
    private Draft decided(Instant at, Kind kind, Optional<JdbcTimeline.Question> word, Verdict verdict) {
        return new Draft(at, kind)
                .by(word.map(JdbcTimeline.Question::by).orElse(message.application()))
                .since(message.createdAt())
                .saying(word.map(JdbcTimeline.Question::detail).orElseGet(() -> byVerdict(verdict)));
    }

    private @Nullable String byVerdict(Verdict verdict) {
        boolean last = !questions.isEmpty()
                && questions.get(questions.size() - 1).answer().equals(verdict.name());
        return last ? "by check-back" : null;
    }
}
