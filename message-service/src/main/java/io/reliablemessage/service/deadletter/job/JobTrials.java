package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.JobAction;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.service.deadletter.CaseTransitions;
import io.reliablemessage.service.deadletter.NotOpenException;
import io.reliablemessage.service.deadletter.Target;
import io.reliablemessage.service.outbox.Transactions;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Replays or discards the cases of a job, one transaction each. Whether the case is still OPEN, and in the round in which it was collected,
 * decides: of two jobs or operators one replays it, even if that replay fails before the other's turn; and the case and its result move together, so a node that dies has done both or neither.
 */
@Component
class JobTrials {
    static final int BATCH = 100;
    private static final Logger log = LoggerFactory.getLogger(JobTrials.class);

    private final JdbcJobs jobs;
    private final JdbcJobItems items;
    private final CaseTransitions transitions;
    private final Transactions transactions;
    private final JobMetrics metrics;

    JobTrials(
            JdbcJobs jobs,
            JdbcJobItems items,
            CaseTransitions transitions,
            Transactions transactions,
            JobMetrics metrics) {
        this.jobs = jobs;
        this.items = items;
        this.transitions = transitions;
        this.transactions = transactions;
        this.metrics = metrics;
    }

    /**
     * Tries the next cases, as many as the rate allows now.
     *
     * @param most and no more than that
     * @return whether the rate allows more at once
     */
    boolean tryNext(Job job, long most) {
        int room = (int) Math.min(most, Math.min(BATCH, job.affordable()));
        List<JdbcJobItems.Waiting> waiting = room == 0 ? List.of() : items.waiting(job.id(), room);
        if (waiting.isEmpty() || !jobs.pay(job, waiting.size())) {
            return false;
        }
        waiting.forEach(item -> attempt(job, item));
        if (job.action() == JobAction.REPLAY) {
            transitions.published();
        }
        return waiting.size() == BATCH && job.affordable() > BATCH;
    }

    private void attempt(Job job, JdbcJobItems.Waiting item) {
        boolean replays = job.action() == JobAction.REPLAY;
        JobItemResult result = replays ? JobItemResult.REPLAYING : JobItemResult.DISCARDED;
        Optional<Target> target = transitions.find(item.deadLetter());
        if (target.isEmpty() || target.get().rounds() != item.round()) {
            skip(job, item);
            return;
        }
        try {
            transactions.run(() -> {
                if (replays) {
                    transitions.replay(target.get(), job.reason());
                } else {
                    transitions.discard(target.get(), job.reason());
                }
                if (!items.tried(job.id(), item.number(), result)) {
                    throw new NotMine();
                }
            });
            metrics.count(result, 1);
        } catch (NotOpenException e) {
            skip(job, item);
        } catch (NotMine e) {
            log.debug(
                    "Job {}: case {} is left to another node, or to when the job goes on", job.id(), item.deadLetter());
        }
    }

    private void skip(Job job, JdbcJobItems.Waiting item) {
        boolean replayed = transitions
                .find(item.deadLetter())
                .map(now -> now.rounds() != item.round())
                .orElse(false);
        String why = "The dead letter " + (replayed ? "was replayed since the job collected it and " : "")
                + transitions.standing(item.deadLetter());
        if (transactions.run(() -> items.skip(job.id(), item.number(), why))) {
            metrics.count(JobItemResult.SKIPPED, 1);
        }
    }

    private static final class NotMine extends RuntimeException {
        NotMine() {
            super("The case is not this step's to try", null, false, false);
        }
    }
}
