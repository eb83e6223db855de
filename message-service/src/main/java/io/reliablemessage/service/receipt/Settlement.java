package io.reliablemessage.service.receipt;

import io.reliablemessage.protocol.ItemResult;
import io.reliablemessage.protocol.Outcome;
import io.reliablemessage.protocol.ReceiptKind;
import io.reliablemessage.service.application.Subscription;
import io.reliablemessage.service.deadletter.Burial;
import io.reliablemessage.service.deadletter.DeadLetters;
import io.reliablemessage.service.outbox.Catalogs;
import io.reliablemessage.service.outbox.Ids;
import io.reliablemessage.service.outbox.JsonRows;
import io.reliablemessage.service.outbox.OutboundMessage;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.statistics.Counted;
import io.reliablemessage.service.statistics.Counts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Settles what groups report. The usual batch, where every group has consumed on its first schedule, is one guarded update without a
 * read. Anything else holds the messages' rows, works out the outcome, and writes it in the same transaction.
 */
@Component
public class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final JdbcSettlement rows;
    private final DeadLetters deadLetters;
    private final Catalogs catalogs;
    private final Transactions transactions;
    private final Counts counts;

    Settlement(
            JdbcSettlement rows, DeadLetters deadLetters, Catalogs catalogs, Transactions transactions, Counts counts) {
        this.rows = rows;
        this.deadLetters = deadLetters;
        this.catalogs = catalogs;
        this.transactions = transactions;
        this.counts = counts;
    }

    /** One transaction for all; one result per report, in their order. */
    List<ItemResult> settle(List<GroupReport> reports) {
        if (reports.stream().allMatch(report -> report.receipt().kind() == ReceiptKind.CONSUMED)
                && consumeAtOnce(reports)) {
            return reports.stream()
                    .map(report -> new ItemResult(report.messageId(), Outcome.APPLIED, null, null))
                    .toList();
        }
        return inLedger(
                reports.stream().map(GroupReport::messageId).toList(),
                ledger -> reports.stream().map(ledger::report).toList());
    }

    /** Whether every receipt could be taken without looking; if not, nothing is written. */
    private boolean consumeAtOnce(List<GroupReport> reports) {
        Map<UUID, Taken> byMessage = new TreeMap<>(Ids::compare);
        for (GroupReport report : reports) {
            Taken taken = byMessage.computeIfAbsent(
                    report.messageId(), id -> new Taken(report.subscription().topicId()));
            if (!taken.add(report)) {
                return false;
            }
        }
        JsonRows json = new JsonRows();
        byMessage.forEach((id, taken) -> json.row(id)
                .with("topic", taken.topicId)
                .with("bits", taken.bits)
                .with("log", taken.log.toString()));
        try {
            transactions.run(() -> {
                if (rows.consume(json) != byMessage.size()) {
                    throw new NotAllTaken();
                }
            });
            return true;
        } catch (NotAllTaken e) {
            return false;
        }
    }

    /** Buries the groups of messages whose attempts are used up without a receipt. */
    public void buryExhausted(Collection<UUID> ids) {
        inLedger(ids, ledger -> {
            ids.forEach(ledger::buryExhausted);
            return Boolean.TRUE;
        });
    }

    /** Buries groups whose own attempts are used up without a receipt. */
    public void buryExhaustedGroups(Collection<GroupId> groups) {
        inLedger(groups.stream().map(GroupId::messageId).toList(), ledger -> {
            groups.forEach(ledger::buryExhausted);
            return Boolean.TRUE;
        });
    }

    /** Buries the groups that these deliveries were for: the broker will never take them. */
    public void buryRefused(List<OutboundMessage> messages, String why) {
        inLedger(messages.stream().map(OutboundMessage::id).toList(), ledger -> {
            for (OutboundMessage message : messages) {
                for (String group : message.groups()) {
                    catalogs.topics()
                            .everSubscribed(message.topicId(), group)
                            .ifPresent(subscription -> ledger.buryRefused(
                                    new GroupId(message.id(), subscription.position()), message.attempt(), why));
                }
            }
            return Boolean.TRUE;
        });
    }

    /** Messages have expired in the caller's transaction: replays of them that were under way end, too, and their producers are told. */
    public void endExpiredReplays(List<UUID> ids) {
        deadLetters.reopenExpired(ids);
    }

    /** Counts a group's receipt for its latest attempt, as if it had sent it, in the caller's transaction. */
    ItemResult recordReceipt(UUID id, Subscription group) {
        String topic = catalogs.topics().byId(group.topicId()).name();
        ItemResult result = inLedger(List.of(id), ledger -> ledger.receiptOf(id, topic, group));
        if (result.outcome() == Outcome.APPLIED) {
            counts.add(group.topicId(), Counted.CONSUMED, 1);
        }
        return result;
    }

    private <T> T inLedger(Collection<UUID> ids, Function<Ledger, T> work) {
        List<Burial> buried = new ArrayList<>();
        T result = transactions.run(() -> {
            buried.clear();
            Ledger.Locked locked = new Ledger.Locked(rows.lock(ids), rows.ownSchedules(ids), rows.failedAttempts(ids));
            Ledger ledger = new Ledger(locked, catalogs, ThreadLocalRandom.current()::nextDouble);
            T outcome = work.apply(ledger);
            write(ledger);
            buried.addAll(ledger.burials());
            return outcome;
        });
        for (Burial burial : buried) {
            counts.add(burial.topicId(), Counted.DEAD, 1);
            log.warn(
                    "Message {} is now a dead letter for group {} after {} attempts: {}",
                    burial.messageId(),
                    catalogs.topics()
                            .bySubscription(burial.topicId(), burial.position())
                            .group(),
                    burial.attempts(),
                    burial.errorType() == null ? burial.reason() : burial.errorType());
        }
        return result;
    }

    private void write(Ledger ledger) {
        rows.record(ledger.attempts());
        rows.schedule(ledger.scheduled());
        rows.unschedule(ledger.unscheduled());
        if (ledger.hasChangedMessages()) {
            rows.write(ledger.changedMessages());
        }
        if (!ledger.burials().isEmpty()) {
            deadLetters.bury(ledger.burials());
        }
        if (!ledger.resolved().isEmpty()) {
            deadLetters.resolve(ledger.resolved(), "The group sent its receipt");
        }
    }

    /** The receipts of one message in a batch. */
    private static final class Taken {
        private final int topicId;
        private final StringBuilder log = new StringBuilder();
        private long bits;

        Taken(int topicId) {
            this.topicId = topicId;
        }

        boolean add(GroupReport report) {
            long bit = report.subscription().bit();
            if (report.subscription().topicId() != topicId || (bits & bit) != 0) {
                return false;
            }
            bits |= bit;
            log.append(Ledger.logEntry(report));
            return true;
        }
    }

    private static final class NotAllTaken extends RuntimeException {
        NotAllTaken() {
            super("Some receipts need a closer look", null, false, false);
        }
    }
}
