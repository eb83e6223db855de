package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.Background;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Consumes from the moment when everything else of the application runs until the moment before anything of it stops: no new deliveries
 * then, the running ones end, their receipts are sent.
 */
final class ConsumerLifecycle implements SmartLifecycle, Background {
    private static final Logger log = LoggerFactory.getLogger(ConsumerLifecycle.class);
    private static final Duration RECEIPTS_LIMIT = Duration.ofSeconds(5);

    private final ListenerScan scan;
    private final Groups groups;
    private final ReceiptQueue receipts;
    private final Consumption consumption;
    private final Runnable retention;
    private volatile boolean running;

    /** @param retention begins to delete old records */
    ConsumerLifecycle(
            ListenerScan scan, Groups groups, ReceiptQueue receipts, Consumption consumption, Runnable retention) {
        this.scan = scan;
        this.groups = groups;
        this.receipts = receipts;
        this.consumption = consumption;
        this.retention = retention;
    }

    @Override
    public void start() {
        List<Listener> listeners = scan.listeners();
        if (listeners.isEmpty()) {
            running = true;
            log.debug("No bean has a @ReliableMessageListener; nothing is consumed");
            return;
        }
        listeners.forEach(consumption::prepare);
        consumption.open();
        retention.run();
        receipts.start();
        groups.start(listeners);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        consumption.endWaiting();
        groups.close();
        consumption.close();
        receipts.close(RECEIPTS_LIMIT);
    }

    @Override
    public void withoutThreads() {
        groups.withoutThreads();
        receipts.withoutThreads();
    }

    @Override
    public boolean workOff() {
        return receipts.workOff();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
