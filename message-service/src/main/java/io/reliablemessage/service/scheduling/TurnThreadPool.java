package io.reliablemessage.service.scheduling;

import org.quartz.spi.ThreadPool;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/** Lets Quartz run turns in {@link TurnSlots}. Quartz makes it by its class name; Spring holds the slots out to it meanwhile. */
public final class TurnThreadPool implements ThreadPool {
    private final TurnSlots slots;

    public TurnThreadPool() {
        if (!(SchedulerFactoryBean.getConfigTimeTaskExecutor() instanceof TurnSlots configured)) {
            throw new IllegalStateException(
                    "TurnThreadPool needs TurnSlots as the SchedulerFactoryBean's task executor");
        }
        slots = configured;
    }

    @Override
    public boolean runInThread(Runnable turn) {
        slots.execute(turn);
        return true;
    }

    @Override
    public int blockForAvailableThreads() {
        try {
            return slots.awaitFree();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public int getPoolSize() {
        return slots.limit();
    }

    @Override
    public void initialize() {
        // The slots need no preparation.
    }

    @Override
    public void shutdown(boolean waitForTurns) {
        // Turns ends the turns and waits for them before Quartz shuts down.
    }

    @Override
    public void setInstanceId(String id) {
        // Turns are the same whatever the scheduler is called.
    }

    @Override
    public void setInstanceName(String name) {
        // Turns are the same whatever the scheduler is called.
    }
}
