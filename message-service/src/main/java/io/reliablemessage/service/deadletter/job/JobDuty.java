package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import io.reliablemessage.service.scheduling.Duty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Brings jobs on: collects their cases, tries the canaries, then the rest at the job's rate, and notes what became of each. A step
 * changes a job's row only from the state that it has seen, so that it can be repeated, and be taken by two nodes at once; a node that
 * dies leaves nothing half done, since a case and its result move in one transaction.
 */
@Component
class JobDuty implements Duty {
    static final String NAME = "dead-letter-jobs";

    private static final int LAST_RESULTS = 100;
    private static final int GIVEN_UP_AT_ONCE = 2_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration IDLE_PAUSE = Duration.ofSeconds(5);

    private final JdbcJobs jobs;
    private final JdbcJobItems items;
    private final JobCollection collection;
    private final JobTrials trials;
    private final JobResults results;
    private final JobEnds ends;
    private volatile boolean busy;

    JobDuty(
            JdbcJobs jobs,
            JdbcJobItems items,
            JobCollection collection,
            JobTrials trials,
            JobResults results,
            JobEnds ends) {
        this.jobs = jobs;
        this.items = items;
        this.collection = collection;
        this.trials = trials;
        this.results = results;
        this.ends = ends;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration pause() {
        return busy ? PAUSE : IDLE_PAUSE;
    }

    @Override
    public String sign() {
        return JdbcJobs.SIGN;
    }

    /** Once more after the last job, which sets its pause. */
    @Override
    public boolean mayHaveWork(Set<Integer> shards) {
        return busy;
    }

    @Override
    public boolean step(Set<Integer> shards) {
        return bringOn();
    }

    /** Brings each job on by one bounded step; returns whether one of them can go on at once. */
    boolean bringOn() {
        List<Job> unsettled = jobs.unsettled();
        busy = !unsettled.isEmpty();
        boolean more = false;
        RuntimeException failed = null;
        for (Job job : unsettled) {
            try {
                more |= bringOn(job);
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else if (failed != e) {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
        return more;
    }

    private boolean bringOn(Job job) {
        return switch (job.state()) {
            case COLLECTING -> {
                collection.collect(job);
                yield true;
            }
            case CANARY, RUNNING -> {
                results.settle(job);
                yield job.state() == JobState.CANARY ? tryCanaries(job) : run(job);
            }
            case SETTLING, PAUSED, STOPPED -> {
                results.settle(job);
                yield end(job);
            }
            case DONE -> false;
        };
    }

    private boolean tryCanaries(Job job) {
        Map<JobItemResult, Long> counts = counts(job);
        long waiting = count(counts, JobItemResult.WAITING);
        long tried = job.total() - waiting - count(counts, JobItemResult.SKIPPED);
        if (waiting > 0 && tried < job.canary()) {
            return trials.tryNext(job, job.canary() - tried);
        }
        if (count(counts, JobItemResult.REPLAYING) > 0) {
            return false;
        }
        long failed = count(counts, JobItemResult.FAILED);
        long unknown = count(counts, JobItemResult.UNKNOWN);
        if (waiting > 0 && tried > 0 && (failed + unknown) * 100 >= job.stopAtFailurePercent() * tried) {
            String why = "Of " + tried + " canaries " + failed + " failed" + noResults(unknown);
            ends.pauseByItself(job, why, counts);
            return false;
        }
        return jobs.move(job.id(), JobState.CANARY, JobState.RUNNING);
    }

    private boolean run(Job job) {
        JdbcJobItems.Failures failures = items.failuresAmongLast(job.id(), LAST_RESULTS);
        boolean waits = !items.waiting(job.id(), 1).isEmpty();
        if (waits && failures.all() >= job.stopAtFailurePercent()) {
            String why = "Of the last " + LAST_RESULTS + " results " + failures.failed() + " are failures"
                    + noResults(failures.unknown()) + "; the limit is " + job.stopAtFailurePercent();
            ends.pauseByItself(job, why, counts(job));
            return false;
        }
        return waits ? trials.tryNext(job, Long.MAX_VALUE) : jobs.move(job.id(), JobState.RUNNING, JobState.SETTLING);
    }

    private String noResults(long unknown) {
        return unknown == 0 ? "" : ", and " + unknown + " brought no result within " + results.patience();
    }

    private boolean end(Job job) {
        if (job.state() == JobState.PAUSED) {
            return false;
        }
        if (job.state() == JobState.STOPPED) {
            int givenUp = ends.giveUp(job, GIVEN_UP_AT_ONCE);
            if (givenUp == GIVEN_UP_AT_ONCE) {
                return true;
            }
        }
        Map<JobItemResult, Long> counts = counts(job);
        if (count(counts, JobItemResult.REPLAYING) == 0 && count(counts, JobItemResult.WAITING) == 0) {
            ends.settle(job, counts);
        }
        return false;
    }

    /** As they are now, after what this step has done. */
    private Map<JobItemResult, Long> counts(Job job) {
        return jobs.find(job.id()).map(Job::results).orElse(Map.of());
    }

    private static long count(Map<JobItemResult, Long> counts, JobItemResult result) {
        return counts.getOrDefault(result, 0L);
    }
}
