package io.reliablemessage.service.checkback;

import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Verdict;
import io.reliablemessage.service.checkback.Interview.Heard;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.Outbox;
import io.reliablemessage.service.outbox.Transactions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Turns what was heard into states: verdicts decide, other answers count until a message is UNDECIDED. What was asked is recorded first,
 * so that nothing is decided by an answer that nobody can look up.
 */
final class Settlement {
    private final JdbcDoubtfulMessages messages;
    private final JdbcCheckBacks questions;
    private final Transactions transactions;
    private final Outbox outbox;
    private final Patience patience;

    Settlement(
            JdbcDoubtfulMessages messages,
            JdbcCheckBacks questions,
            Transactions transactions,
            Outbox outbox,
            Patience patience) {
        this.messages = messages;
        this.questions = questions;
        this.transactions = transactions;
        this.outbox = outbox;
        this.patience = patience;
    }

    /** @return the messages that became UNDECIDED */
    List<Heard> settle(List<Heard> heard, long claim, Instant askedAt) {
        List<JdbcCheckBacks.Entry> entries =
                heard.stream().filter(Heard::asked).map(Settlement::entry).toList();
        List<Heard> open = heard.stream()
                .filter(each -> !Patience.isDecided(each.message(), each.answer()))
                .sorted(Comparator.comparing(each -> each.message().id(), Ids::compare))
                .toList();
        Set<UUID> undecided = transactions.run(() -> {
            questions.record(entries, askedAt);
            return settleOpen(open, claim);
        });
        decide(heard, Verdict.COMMITTED);
        decide(heard, Verdict.ROLLED_BACK);
        return open.stream()
                .filter(each -> undecided.contains(each.message().id()))
                .toList();
    }

    private Set<UUID> settleOpen(List<Heard> open, long claim) {
        List<UUID> counted = ids(open, each -> each.answer() instanceof Answer.Answered);
        if (!counted.isEmpty()) {
            messages.countCheck(counted, claim);
        }
        List<UUID> over = ids(open, each -> patience.isOver(each.message(), each.answer()));
        if (over.isEmpty()) {
            return Set.of();
        }
        messages.giveUp(over, claim);
        return messages.claimed(over, MessageState.UNDECIDED, claim);
    }

    private void decide(List<Heard> heard, Verdict verdict) {
        List<UUID> ids = ids(
                heard,
                each -> each.answer() instanceof Answer.Answered answered
                        && answered.of(each.message().id()) == verdict);
        if (!ids.isEmpty()) {
            if (verdict == Verdict.COMMITTED) {
                outbox.commitByVerdict(ids);
            } else {
                outbox.cancelByVerdict(ids);
            }
        }
    }

    private static JdbcCheckBacks.Entry entry(Heard heard) {
        DoubtfulMessage message = heard.message();
        String answer = heard.answer() instanceof Answer.Answered answered
                ? answered.of(message.id()).name()
                : "UNANSWERED";
        return new JdbcCheckBacks.Entry(
                message.id(), message.asked() + 1, answer, heard.answer().detail());
    }

    private static List<UUID> ids(List<Heard> heard, Predicate<Heard> which) {
        return heard.stream().filter(which).map(each -> each.message().id()).toList();
    }
}
