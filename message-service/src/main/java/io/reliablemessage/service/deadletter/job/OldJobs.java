package io.reliablemessage.service.deadletter.job;

import io.reliablemessage.service.deadletter.CaseRecords;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Jobs that ended long ago: their items first, a bounded number at a time, so that a node that dies leaves the job to go on with. */
@Component
class OldJobs implements CaseRecords {
    private static final int ITEMS = 1_000;

    private final JdbcJobs jobs;
    private final JdbcJobItems items;

    OldJobs(JdbcJobs jobs, JdbcJobItems items) {
        this.jobs = jobs;
        this.items = items;
    }

    @Override
    public boolean removeOlderThan(Duration age) {
        List<UUID> oldest = jobs.endedBefore(age, 1);
        for (UUID job : oldest) {
            if (items.remove(job, ITEMS) < ITEMS) {
                jobs.remove(job);
            }
        }
        return !oldest.isEmpty();
    }
}
