package io.reliablemessage.console.job;

import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, as it is drawn.
 *
 * @param settled cases that came to a result
 * @param percent of all cases
 * @param shares the results that there are, in the order of the bar
 * @param pollSeconds when to look again; {@code null}: nothing will change any more
 */
record Progress(
        JobDetails job,
        long settled,
        int percent,
        List<Share> shares,
        @Nullable Integer pollSeconds) {
    /** How long the bar is. */
    static final int LENGTH = 1_000;

    private static final int SOON = 2;
    private static final int LATER = 10;

    /** From what is done for good to what has not begun. */
    private static final List<JobItemResult> ORDER = List.of(
            JobItemResult.CONSUMED,
            JobItemResult.DISCARDED,
            JobItemResult.FAILED,
            JobItemResult.UNKNOWN,
            JobItemResult.SKIPPED,
            JobItemResult.REPLAYING,
            JobItemResult.WAITING,
            JobItemResult.NOT_TRIED);

    /** @param from where its part of the bar begins; {@code length} of that part */
    record Share(JobItemResult result, long count, double from, double length) {}

    static Progress of(JobDetails job) {
        long open = count(job.results(), JobItemResult.WAITING)
                + count(job.results(), JobItemResult.REPLAYING)
                + count(job.results(), JobItemResult.NOT_TRIED);
        long all = Math.max(
                job.total(),
                job.results().values().stream().mapToLong(Long::longValue).sum());
        long settled = all - Math.min(open, all);
        List<Share> shares = new ArrayList<>();
        double from = 0;
        for (JobItemResult result : ORDER) {
            long count = count(job.results(), result);
            if (count > 0) {
                double length = (double) count * LENGTH / all;
                shares.add(new Share(result, count, from, length));
                from += length;
            }
        }
        int percent = all == 0 ? 0 : (int) (settled * 100 / all);
        return new Progress(job, settled, percent, shares, pollSeconds(job));
    }

    /** Whether there are cases that it tries, now or when it is resumed. */
    public boolean stoppable() {
        return pausable() || job.state() == JobState.PAUSED;
    }

    public boolean pausable() {
        return job.state() == JobState.COLLECTING || job.state() == JobState.CANARY || job.state() == JobState.RUNNING;
    }

    private static @Nullable Integer pollSeconds(JobDetails job) {
        return switch (job.state()) {
            case COLLECTING, CANARY, RUNNING, SETTLING -> SOON;
            case PAUSED -> LATER;
            case STOPPED -> afterStop(job.results());
            case DONE -> null;
        };
    }

    /** Cases that were not tried are given up within moments of the stop; those under way still come to their result. */
    private static @Nullable Integer afterStop(Map<JobItemResult, Long> results) {
        if (count(results, JobItemResult.WAITING) > 0) {
            return SOON;
        }
        return count(results, JobItemResult.REPLAYING) > 0 ? LATER : null;
    }

    private static long count(Map<JobItemResult, Long> results, JobItemResult result) {
        return results.getOrDefault(result, 0L);
    }
}
