package io.reliablemessage.service.scheduling;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which jobs and triggers there are: one per duty and group, the same on every node.
 *
 * <p>A trigger is always due: it repeats every second from a start long ago, and its misfires are ignored, which in Quartz means that
 * it fires as soon as its last turn is over. So a turn that a node hands back or dies with goes to the next free node at once, however
 * far the nodes' clocks are apart, and a late ring is never skipped or made up for.
 */
final class DutySchedule {
    private static final Logger log = LoggerFactory.getLogger(DutySchedule.class);
    private static final String GROUP = "duties";
    private static final Date LONG_AGO = Date.from(Instant.parse("2001-01-01T00:00:00Z"));

    private final List<Duty> duties;

    DutySchedule(List<Duty> duties) {
        this.duties = duties;
    }

    /** How many turns there are to share. */
    int turns() {
        return duties.stream().mapToInt(Duty::groups).sum();
    }

    /**
     * Adds what is missing and leaves the rest, with the turns under way, alone. Nodes may do this at the same time.
     *
     * @param alone whether no other node lives: only then are jobs of duties that this node does not know removed, since during an
     *     upgrade another node may know them
     */
    void enter(Scheduler scheduler, boolean alone) throws SchedulerException {
        Map<JobKey, JobDetail> wanted = jobs();
        for (Map.Entry<JobKey, JobDetail> each : wanted.entrySet()) {
            scheduler.addJob(each.getValue(), true);
            enter(scheduler, trigger(each.getValue()));
        }
        for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))) {
            if (alone && !wanted.containsKey(key)) {
                scheduler.deleteJob(key);
                log.info("Nobody knows the duty of job {} any more; it was removed", key.getName());
            }
        }
    }

    private static void enter(Scheduler scheduler, Trigger trigger) throws SchedulerException {
        try {
            if (!scheduler.checkExists(trigger.getKey())) {
                scheduler.scheduleJob(trigger);
            }
        } catch (ObjectAlreadyExistsException e) {
            log.debug("Another node entered {} at the same time; nothing is left to do", trigger.getKey(), e);
        }
    }

    private Map<JobKey, JobDetail> jobs() {
        Map<JobKey, JobDetail> jobs = new LinkedHashMap<>();
        for (Duty duty : duties) {
            for (int group = 0; group < duty.groups(); group++) {
                JobDetail job = JobBuilder.newJob(TurnJob.class)
                        .withIdentity(name(duty, group), GROUP)
                        .usingJobData(TurnJob.DUTY, duty.name())
                        .usingJobData(TurnJob.GROUP, Integer.toString(group))
                        .usingJobData(TurnJob.GROUPS, Integer.toString(duty.groups()))
                        .storeDurably()
                        .build();
                jobs.put(job.getKey(), job);
            }
        }
        return jobs;
    }

    private static String name(Duty duty, int group) {
        return duty.groups() == 1 ? duty.name() : duty.name() + " " + (group + 1) + "/" + duty.groups();
    }

    private static Trigger trigger(JobDetail job) {
        return TriggerBuilder.newTrigger()
                .withIdentity(job.getKey().getName(), GROUP)
                .forJob(job)
                .startAt(LONG_AGO)
                .withSchedule(
                        SimpleScheduleBuilder.repeatSecondlyForever(1).withMisfireHandlingInstructionIgnoreMisfires())
                .build();
    }
}
