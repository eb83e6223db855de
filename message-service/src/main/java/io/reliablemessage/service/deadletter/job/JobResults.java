package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.service.outbox.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out what became of replayed cases: RESOLVED, the group has consumed the message; OPEN again or a round further, it has failed;
 * neither for long, it is not known. While a pause holds the message that time does not begin.
 */
@Component
class JobResults {
    private static final int WINDOW = 1_000;

    private final JdbcJobItems items;
    private final JobProperties properties;
    private final Transactions transactions;
    private final JobMetrics metrics;

    /** Where each job is looked at next: a window at a time, so that many that take long cost each step the same. */
    private final Map<UUID, Integer> next = new ConcurrentHashMap<>();

    JobResults(JdbcJobItems items, JobProperties properties, Transactions transactions, JobMetrics metrics) {
        this.items = items;
        this.properties = properties;
        this.transactions = transactions;
        this.metrics = metrics;
    }

    Duration patience() {
        return properties.resultTimeout();
    }

    /** Looks at the next thousand cases under way. */
    void settle(Job job) {
        List<JdbcJobItems.UnderWay> looked =
                items.underWay(job.id(), next.getOrDefault(job.id(), 0), patience(), WINDOW);
        if (looked.size() == WINDOW) {
            next.put(job.id(), looked.get(WINDOW - 1).number() + 1);
        } else {
            next.remove(job.id());
        }
        List<Integer> held = looked.stream()
                .filter(JdbcJobItems.UnderWay::held)
                .map(JdbcJobItems.UnderWay::number)
                .toList();
        if (!held.isEmpty()) {
            items.waitAnew(job.id(), held, patience().dividedBy(2));
        }
        List<JdbcJobItems.Settled> settled = new ArrayList<>();
        for (JdbcJobItems.UnderWay each : looked) {
            JdbcJobItems.Settled result = resultOf(each);
            if (result != null) {
                settled.add(result);
            }
        }
        if (!settled.isEmpty() && transactions.run(() -> items.settle(job.id(), settled)) > 0) {
            settled.forEach(each -> metrics.count(each.result(), 1));
        }
    }

    private JdbcJobItems.@Nullable Settled resultOf(JdbcJobItems.UnderWay each) {
        if (each.state() == null) {
            return new JdbcJobItems.Settled(
                    each.number(), JobItemResult.UNKNOWN, "The case was removed before its result was seen");
        }
        if (each.rounds() > each.round()) {
            return new JdbcJobItems.Settled(
                    each.number(), JobItemResult.FAILED, "A dead letter again, and replayed once more since");
        }
        return switch (each.state()) {
            case RESOLVED -> new JdbcJobItems.Settled(each.number(), JobItemResult.CONSUMED, null);
            case OPEN, DISCARDED -> new JdbcJobItems.Settled(each.number(), JobItemResult.FAILED, error(each));
            case REPLAYING ->
                each.overdue() && !each.held()
                        ? new JdbcJobItems.Settled(
                                each.number(),
                                JobItemResult.UNKNOWN,
                                "The group has not reported within " + patience() + "; the case is still REPLAYING")
                        : null;
        };
    }

    /** An error that begins with its type, as a stack trace does, says it once. */
    private static @Nullable String error(JdbcJobItems.UnderWay each) {
        String type = each.errorType();
        String text = each.lastError();
        if (type == null || text == null) {
            return type == null ? text : type;
        }
        return text.startsWith(type) ? text : type + ": " + text;
    }
}
