package io.reliablemessage.service.receipt;

import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.deadletter.Burial;
import io.reliablemessage.service.deadletter.CaseKey;
import io.reliablemessage.service.deadletter.DeadLetters;
import io.reliablemessage.service.outbox.GroupSets;
import io.reliablemessage.service.outbox.ReceiptLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Mends how a message stands with its groups, where the books say otherwise. Each verb is a part of the caller's transaction, holds the message's row and moves only what is still as
 * it was found; done twice, or by two nodes at once, it is done once. Whoever calls wakes the redelivery after the commit.
 */
@Component
public class Mending {
    private static final String GONE = "The message is not there any more: its day has been dropped";

    private final JdbcMending rows;
    private final DeadLetters deadLetters;
    private final Settlement settlement;
    private final TopicCatalog topics;

    Mending(JdbcMending rows, DeadLetters deadLetters, Settlement settlement, TopicCatalog topics) {
        this.rows = rows;
        this.deadLetters = deadLetters;
        this.settlement = settlement;
        this.topics = topics;
    }

    /**
     * A group that has sent its receipt gets the message again, with a fresh budget of attempts in a new round. Its receipt makes the message what it was; if
     * it fails, it is a dead letter like any other.
     */
    public Mended deliverAgain(UUID id, Subscription group) {
        return standing(id, message -> deliverAgain(message, group));
    }

    private Mended deliverAgain(JdbcMending.Standing message, Subscription group) {
        GroupSets sets = message.sets();
        long bit = group.bit();
        if (message.state() == MessageState.EXPIRED || message.expired()) {
            return Mended.impossible("The message has expired; its producer does not want it to take effect any more");
        }
        if (message.state() == MessageState.CONFIRMED && sets.isOutstanding(bit)) {
            return Mended.nothingToDo("The message is being delivered to the group already");
        }
        if ((sets.dead() & bit) != 0) {
            return Mended.nothingToDo("The message is a dead letter of the group; replay that");
        }
        if ((sets.all() & bit) == 0 || (sets.discarded() & bit) != 0) {
            return Mended.impossible("The group has sent no receipt for the message");
        }
        if (!isSubscribed(group)) {
            return Mended.impossible("The group's subscription has ended, so nobody would take the message");
        }
        GroupId target = new GroupId(message.id(), group.position());
        int round = 1
                + Math.max(
                        rows.lockOwn(target).map(JdbcMending.Own::round).orElse(0),
                        deadLetters.lastRound(new CaseKey(message.id(), group.id())));
        if (!rows.owesAgain(target)) {
            return Mended.impossible("The message is " + message.state() + " and cannot be delivered");
        }
        rows.beginRound(target, round);
        deadLetters.deliverAgain(new CaseKey(message.id(), group.id()), round);
        return Mended.done("It is delivered to the group again");
    }

    /** A group that has taken effect is counted as if it had sent its receipt; a dead-letter case of it resolves. */
    public Mended recordReceipt(UUID id, Subscription group) {
        return standing(id, message -> {
            ItemResult result = settlement.recordReceipt(id, group);
            if (result.outcome() == Outcome.APPLIED) {
                return Mended.done("Its receipt is recorded");
            }
            if (result.outcome() == Outcome.UNCHANGED) {
                return Mended.nothingToDo("The group's receipt is there already");
            }
            return Mended.impossible("The message is " + message.state()
                    + ((message.sets().all() & group.bit()) == 0 ? " and was never meant for the group" : ""));
        });
    }

    /** What is outstanding for the group is delivered now, whenever it would have been due. */
    public Mended makeDue(UUID id, Subscription group) {
        return standing(id, message -> makeDue(message, group));
    }

    private Mended makeDue(JdbcMending.Standing message, Subscription group) {
        GroupSets sets = message.sets();
        if (message.state() != MessageState.CONFIRMED || !sets.isOutstanding(group.bit())) {
            return Mended.nothingToDo("The group does not owe its receipt any more; the message is " + message.state());
        }
        if (!isSubscribed(group)) {
            return Mended.impossible(
                    "The group's subscription has ended, so nobody takes the message; let the group subscribe again, or wait until its attempts are used up and discard it");
        }
        GroupId target = new GroupId(message.id(), group.position());
        boolean own = (sets.retrying() & group.bit()) != 0;
        Optional<JdbcMending.Own> schedule = own ? rows.lockOwn(target) : Optional.empty();
        boolean held = own ? schedule.map(JdbcMending.Own::held).orElse(false) : message.held();
        if (held) {
            return Mended.notNow("Its delivery is paused, and follows when the pause ends");
        }
        if (own ? rows.makeGroupDue(target) : rows.makeMessageDue(message.id())) {
            return Mended.done("It is delivered now");
        }
        boolean due = own ? schedule.map(JdbcMending.Own::due).orElse(false) : message.due();
        return due
                ? Mended.nothingToDo("It is due already")
                : Mended.impossible("It has no due time; that is a broken state of its own");
    }

    /** What is not final, and what nobody would ever touch again, is looked at again. */
    public Mended putOnItsFeet(UUID id) {
        return standing(id, this::putOnItsFeet);
    }

    private Mended putOnItsFeet(JdbcMending.Standing message) {
        List<String> done = new ArrayList<>();
        GroupSets sets = message.sets();
        if (message.state() == MessageState.CONFIRMED && sets.all() != 0 && (sets.owing() | sets.retrying()) == 0) {
            settle(message, done);
        } else if (rows.attend(message.id())) {
            done.add("it is due now");
        }
        if (message.state() == MessageState.CONFIRMED) {
            for (long rest = sets.retrying(); rest != 0; rest &= rest - 1) {
                GroupId group = new GroupId(message.id(), Long.numberOfTrailingZeros(rest));
                if (rows.lockOwn(group).map(JdbcMending.Own::forsaken).orElse(true)) {
                    rows.attend(group);
                    done.add("group " + groupAt(message, group.position()).group() + " is due now");
                }
            }
        }
        for (long rest = sets.dead(); rest != 0; rest &= rest - 1) {
            Subscription group = groupAt(message, Long.numberOfTrailingZeros(rest));
            if (openCase(message, group)) {
                done.add("group " + group.group() + " has an open dead letter");
            }
        }
        return done.isEmpty()
                ? Mended.nothingToDo("The message is " + message.state() + ", and is looked after")
                : Mended.done("Mended: " + String.join(", ", done));
    }

    /** Groups whose receipts are not in the log owe them: they get the message again, and one that had it does nothing twice. */
    private void settle(JdbcMending.Standing message, List<String> done) {
        GroupSets sets = message.sets();
        Set<Integer> logged = ReceiptLog.parse(message.receiptLog()).keySet();
        long owing = 0;
        for (long rest = sets.all() & ~(sets.dead() | sets.discarded()); rest != 0; rest &= rest - 1) {
            int position = Long.numberOfTrailingZeros(rest);
            owing |= logged.contains(position) ? 0 : 1L << position;
        }
        MessageState state = owing == 0 ? sets.state() : MessageState.CONFIRMED;
        if (rows.settle(message, owing, state)) {
            done.add(owing == 0 ? "it is " + state : "the groups without a receipt in its log get it");
        }
    }

    private boolean openCase(JdbcMending.Standing message, Subscription group) {
        return deadLetters.openMissing(new Burial(
                message.id(),
                message.topicId(),
                group.id(),
                group.position(),
                DeadLetterReason.ATTEMPTS_EXHAUSTED,
                null,
                "The message was dead for the group, but its case was missing or closed",
                null,
                message.attempts()));
    }

    private Subscription groupAt(JdbcMending.Standing message, int position) {
        return topics.bySubscription(message.topicId(), position);
    }

    private boolean isSubscribed(Subscription group) {
        return topics.subscription(group.topicId(), group.group()).isPresent();
    }

    private Mended standing(UUID id, Function<JdbcMending.Standing, Mended> work) {
        return rows.lock(id).map(work).orElseGet(() -> Mended.impossible(GONE));
    }
}
