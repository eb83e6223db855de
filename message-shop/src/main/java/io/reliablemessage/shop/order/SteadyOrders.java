package io.reliablemessage.shop.order;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Places orders at a steady rate, which outlives this process. */
@Component
class SteadyOrders implements SmartLifecycle {

    static final double MOST_PER_SECOND = 100;

    private static final Logger LOG = LoggerFactory.getLogger(SteadyOrders.class);
    private static final long BEAT_MILLIS = 100;

    private final OrderDesk desk;
    private final JdbcSteadyRate rate;
    private volatile double perSecond;
    private volatile boolean running;
    private double owed;
    private ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();

    SteadyOrders(OrderDesk desk, JdbcSteadyRate rate) {
        this.desk = desk;
        this.rate = rate;
    }

    double perSecond() {
        return perSecond;
    }

    /** @param wanted orders per second, 0 to {@value #MOST_PER_SECOND} */
    void set(double wanted) {
        if (wanted < 0 || wanted > MOST_PER_SECOND) {
            throw new IllegalArgumentException("perSecond must be 0 to " + MOST_PER_SECOND);
        }
        rate.set(wanted);
        perSecond = wanted;
    }

    @Override
    public void start() {
        perSecond = rate.perSecond();
        clockwork = Executors.newSingleThreadScheduledExecutor();
        clockwork.scheduleAtFixedRate(this::placeDue, 1_000, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        clockwork.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void placeDue() {
        owed = Math.min(owed + perSecond * BEAT_MILLIS / 1_000, MOST_PER_SECOND);
        try {
            while (owed >= 1 && running) {
                owed--;
                desk.place(NewOrder.random(OrderTrouble.NONE));
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "An order of the steady rate could not be placed ({}); the next one is tried in its turn",
                    e.toString());
        }
    }
}
