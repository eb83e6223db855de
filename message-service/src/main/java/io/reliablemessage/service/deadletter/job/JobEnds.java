package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.AuditAction;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.service.audit.AuditNote;
import io.reliablemessage.service.outbox.Transactions;
import io.reliablemessage.service.task.Tasks;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What a job does with itself, with an audit entry in the same transaction. */
@Component
class JobEnds {
    private static final Logger log = LoggerFactory.getLogger(JobEnds.class);

    private final JdbcJobs jobs;
    private final JdbcJobItems items;
    private final Transactions transactions;
    private final Tasks tasks;

    JobEnds(JdbcJobs jobs, JdbcJobItems items, Transactions transactions, Tasks tasks) {
        this.jobs = jobs;
        this.items = items;
        this.transactions = transactions;
        this.tasks = tasks;
    }

    /** Too many failures: PAUSED, until a person resumes it; then it runs, canaries or not. */
    void pauseByItself(Job job, String why, Map<JobItemResult, Long> results) {
        boolean paused = tasks.change(
                () -> jobs.pauseFailing(job.id(), job.state(), why),
                () -> note(job, AuditAction.JOB_PAUSED, results).withReason(why));
        if (paused) {
            log.warn("Job {} over dead letters is paused: {}; a person resumes or stops it", job.id(), why);
        }
    }

    /** Ends cases whose turn does not come any more; returns how many. */
    int giveUp(Job job, int limit) {
        return transactions.run(() -> {
            int cases = items.giveUp(job.id(), limit);
            jobs.countGivenUp(job.id(), cases);
            return cases;
        });
    }

    /** Every case has its result. */
    void settle(Job job, Map<JobItemResult, Long> results) {
        boolean settled = tasks.change(
                () -> jobs.settle(job.id(), job.state()), () -> note(job, AuditAction.JOB_FINISHED, results));
        if (settled) {
            log.info(
                    "Job {} over {} dead letters is {}: {}",
                    job.id(),
                    job.total(),
                    job.state() == JobState.SETTLING ? "done" : "settled after it was stopped",
                    results);
        }
    }

    private static AuditNote note(Job job, AuditAction action, Map<JobItemResult, Long> results) {
        return AuditNote.ofService(action, "job " + job.id()).withChange(null, new Figures(job.total(), results));
    }

    /** How far a job has come, in the audit trail. */
    record Figures(long total, Map<JobItemResult, Long> results) {}
}
