package io.reliablemessage.service.scheduling;

import java.util.List;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.stereotype.Component;

/** Fits Quartz on this node to the nodes that live. */
@Component
class QuartzCluster implements Heartbeat.Cluster {
    private final Scheduler scheduler;
    private final DutySchedule schedule;
    private final TurnSlots slots;
    private final Turns turns;

    QuartzCluster(Scheduler scheduler, List<Duty> duties, TurnSlots slots, Turns turns) {
        this.scheduler = scheduler;
        this.schedule = new DutySchedule(duties);
        this.slots = slots;
        this.turns = turns;
    }

    /** @throws IllegalStateException if Quartz cannot enter the duties; the heartbeat tries again */
    @Override
    public void entered(boolean alone) {
        try {
            schedule.enter(scheduler, alone);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot enter the duties", e);
        }
    }

    @Override
    public void changedTo(int nodes) {
        slots.share(schedule.turns(), nodes);
        turns.review();
    }
}
