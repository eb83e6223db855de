package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.service.deadletter.CaseQuery;
import io.reliablemessage.service.deadletter.DeadLetterSearch;
import io.reliablemessage.service.outbox.Transactions;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Collects the cases of a job, newest first, a bounded number at a time. The job's row says how far it has come, in the transaction that
 * stores the cases; a step that dies, or that another node was faster than, leaves nothing behind.
 */
@Component
class JobCollection {
    private static final int BATCH = 500;

    private final JdbcJobs jobs;
    private final JdbcJobItems items;
    private final DeadLetterSearch search;
    private final Transactions transactions;

    JobCollection(JdbcJobs jobs, JdbcJobItems items, DeadLetterSearch search, Transactions transactions) {
        this.jobs = jobs;
        this.items = items;
        this.search = search;
        this.transactions = transactions;
    }

    void collect(Job job) {
        CaseQuery query = search.query(job.filter());
        DeadLetterSearch.Found found = search.matching(query, job.collectedTo(), BATCH);
        UUID next = found.next();
        JobState state = next != null ? JobState.COLLECTING : job.canary() > 0 ? JobState.CANARY : JobState.RUNNING;
        transactions.run(() -> {
            boolean mine = jobs.collected(job, found.cases().size(), next == null ? job.collectedTo() : next, state);
            if (mine && !found.cases().isEmpty()) {
                items.insert(job.id(), job.total(), found.cases());
            }
        });
    }
}
