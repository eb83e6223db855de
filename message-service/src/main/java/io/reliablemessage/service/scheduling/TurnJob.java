package io.reliablemessage.service.scheduling;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;

/** Quartz's bell for one group of one duty: what happens is in {@link Turns}. */
@DisallowConcurrentExecution
final class TurnJob implements Job {
    static final String DUTY = "duty";
    static final String GROUP = "group";
    static final String GROUPS = "groups";

    private final Turns turns;

    TurnJob(Turns turns) {
        this.turns = turns;
    }

    @Override
    public void execute(JobExecutionContext context) {
        JobDataMap data = context.getJobDetail().getJobDataMap();
        try {
            turns.hold(data.getString(DUTY), data.getIntValue(GROUP), data.getIntValue(GROUPS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
