package io.reliablemessage.client.internal.notice;

import io.reliablemessage.client.ServiceRefusedException;
import io.reliablemessage.client.internal.Background;
import io.reliablemessage.client.internal.idempotency.IdempotencyRetention;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Asks the service for notices every few seconds while the application runs; without methods to tell it does nothing at all. */
public final class NoticePoll implements SmartLifecycle, Background {
    private static final Logger log = LoggerFactory.getLogger(NoticePoll.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final int SAY_AGAIN = 60;

    private final NoticeScan scan;
    private final Notices notices;
    private final IdempotencyRetention retention;
    private final Duration interval;
    private boolean threads = true;
    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private volatile @Nullable Thread thread;
    private int failures;

    public NoticePoll(NoticeScan scan, Notices notices, IdempotencyRetention retention, Duration interval) {
        this.scan = scan;
        this.notices = notices;
        this.retention = retention;
        this.interval = interval;
    }

    @Override
    public void withoutThreads() {
        threads = false;
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        if (!scan.hasMethods()) {
            return;
        }
        retention.start();
        if (threads) {
            CountDownLatch stop = stopping;
            Thread poll = new Thread(() -> run(stop), "reliable-message-notices");
            poll.setDaemon(true);
            thread = poll;
            poll.start();
        }
    }

    private void run(CountDownLatch stop) {
        long millis = interval.toMillis();
        try {
            do {
                while (poll() == Notices.BATCH && stop.getCount() > 0) {
                    log.debug("There may be more notices");
                }
                // The jitter keeps the instances of an application from asking at the same moment.
            } while (!stop.await(millis / 2 + ThreadLocalRandom.current().nextLong(millis), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many notices came. */
    private int poll() {
        Map<String, NoticeMethod> methods = scan.methods();
        @Nullable RuntimeException failure = null;
        try {
            notices.want(methods.keySet());
        } catch (RuntimeException e) {
            failure = e;
        }
        try {
            Map<String, NoticeMethod> asked = new HashMap<>(methods);
            asked.keySet().retainAll(notices.asked());
            int came = asked.isEmpty() ? 0 : notices.tell(asked);
            if (failure == null) {
                failures = 0;
                return came;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        say(failure);
        return 0;
    }

    private void say(RuntimeException failure) {
        if (failures++ % SAY_AGAIN != 0) {
            return;
        }
        if (failure instanceof ServiceRefusedException) {
            log.error(
                    "Undeliverable messages are not told: {}; tried again until that is put right",
                    failure.getMessage());
        } else {
            log.warn("Undeliverable messages are not told yet: {}; tried again", failure.getMessage());
        }
    }

    @Override
    public boolean workOff() {
        return scan.hasMethods() && poll() > 0;
    }

    @Override
    public void stop() {
        stopping.countDown();
        Thread ending = thread;
        if (ending == null) {
            return;
        }
        try {
            ending.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ending.interrupt();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }
}
