package io.reliablemessage.service.deadletter;

import io.reliablemessage.service.application.TopicCatalog;
import io.reliablemessage.service.notice.DeadGroup;
import io.reliablemessage.service.notice.NoticeWriter;
import io.reliablemessage.service.outbox.Ids;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Opens and resolves cases for those who deliver and take receipts. Both verbs join the caller's transaction, which also moves the
 * bits in the message's group sets.
 */
@Component
public final class DeadLetters {
    private final JdbcDeadLetters table;
    private final TopicCatalog topics;
    private final NoticeWriter notices;

    DeadLetters(JdbcDeadLetters table, TopicCatalog topics, NoticeWriter notices) {
        this.table = table;
        this.topics = topics;
        this.notices = notices;
    }

    /**
     * Opens a case per burial, or opens its case again when its replay failed too; by the topic's rules the next automatic replay is
     * planned with it, and the producer's notice is written, if it asked for notices. A case that is open already only learns the latest error; one that is closed stays as it is.
     */
    public void bury(List<Burial> burials) {
        if (burials.isEmpty()) {
            return;
        }
        List<Burial> sorted = burials.stream()
                .sorted(Comparator.comparing(Burial::messageId, Ids::compare).thenComparing(Burial::subscriptionId))
                .toList();
        table.bury(
                sorted, sorted.stream().map(each -> topics.byId(each.topicId())).toList());
        notices.dead(sorted.stream()
                .map(each -> new DeadGroup(each.messageId(), each.subscriptionId()))
                .toList());
    }

    /**
     * Opens cases for messages that another system had given up. No replay is planned, whatever the topic's rules say, and no producer is
     * told: a person takes them over, and a person decides about them.
     */
    public void takeOver(List<Burial> burials) {
        table.takeOver(burials.stream()
                .sorted(Comparator.comparing(Burial::messageId, Ids::compare).thenComparing(Burial::subscriptionId))
                .toList());
    }

    /** How often the group's deliveries of the message were begun anew, by its case; 0 if it has none. */
    public int lastRound(CaseKey key) {
        return table.lastRound(key);
    }

    /**
     * A group that had sent its receipt gets the message again. A closed case of it is REPLAYING with that, so that a failure opens it again; without a case a
     * failure opens the first.
     */
    public void deliverAgain(CaseKey key, int round) {
        table.replayClosed(key, round);
    }

    /**
     * The message is dead for the group, so there has to be an open case.
     *
     * @return whether there was none
     */
    public boolean openMissing(Burial burial) {
        CaseKey key = new CaseKey(burial.messageId(), burial.subscriptionId());
        if (table.hasUnfinished(key)) {
            return false;
        }
        if (!table.reopenClosed(key)) {
            bury(List.of(burial));
        }
        return true;
    }

    /**
     * The groups have taken effect after all: OPEN and REPLAYING cases become RESOLVED. Keys without such a case are ignored.
     *
     * @param why for the operator, cut at 500 characters
     */
    public void resolve(List<CaseKey> cases, String why) {
        if (cases.isEmpty()) {
            return;
        }
        table.resolve(
                cases.stream()
                        .sorted(Comparator.comparing(CaseKey::messageId, Ids::compare)
                                .thenComparing(CaseKey::subscriptionId))
                        .toList(),
                why);
    }

    /**
     * Messages have just expired: a replay that was under way is over, and its case is OPEN again, for a person to discard. Producers that
     * asked for notices are told.
     *
     * @param messageIds in the order of the database
     */
    public void reopenExpired(Collection<UUID> messageIds) {
        table.buryExpiredReplays(messageIds);
        table.reopenExpiredReplays(messageIds);
        notices.expired(messageIds);
    }
}
