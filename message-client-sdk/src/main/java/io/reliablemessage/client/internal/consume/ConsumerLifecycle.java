package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.Background;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
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
    private final LongWork longWork;
    private final IdempotencyRetention retention;
    private volatile boolean running;

    ConsumerLifecycle(
            ListenerScan scan,
            Groups groups,
            ReceiptQueue receipts,
            LongWork longWork,
            IdempotencyRetention retention) {
        this.scan = scan;
        this.groups = groups;
        this.receipts = receipts;
        this.longWork = longWork;
        this.retention = retention;
    }

    @Override
    public void start() {
        List<Listener> listeners = scan.listeners();
        running = true;
        if (listeners.isEmpty()) {
            log.debug("No bean has a @ReliableMessageListener; nothing is consumed");
            return;
        }
        retention.start();
        receipts.start();
        groups.start(listeners);
    }

    @Override
    public void stop() {
        running = false;
        groups.close();
        longWork.close();
        receipts.close(RECEIPTS_LIMIT);
        retention.close();
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
