package io.reliablemessage.shop.trouble;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The trouble that a consumer has right now. */
public final class ConsumerTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerTrouble.class);
    private static final int KILLED = 137;

    private final AtomicInteger deaths = new AtomicInteger();
    private volatile TroubleSettings settings;

    ConsumerTrouble(TroubleSettings settings) {
        this.settings = settings;
        this.deaths.set(settings.deaths());
    }

    /**
     * Does what is switched on: is slow, throws, or lets the process die after the commit of the running transaction, when the
     * effect is there and the receipt has not been sent.
     *
     * @throws IllegalStateException when it is the consumer's turn to fail
     */
    public void strike(String orderNo) {
        TroubleSettings now = settings;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextDouble() < now.slow()) {
            LockSupport.parkNanos(Duration.ofMillis(now.slowMillis()).toNanos());
        }
        if (random.nextDouble() < now.throwing()) {
            throw new IllegalStateException("Order " + orderNo + " met the trouble that was switched on");
        }
        if (deaths.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            dieAfterCommit("commit of order " + orderNo + "'s effect and before its receipt");
        }
    }

    /** The current settings. */
    public TroubleSettings settings() {
        return settings.withDeaths(deaths.get());
    }

    void change(TroubleSettings wanted) {
        settings = wanted;
        deaths.set(wanted.deaths());
    }

    /**
     * Ends this process as SIGKILL would, as the very first thing after the running transaction has committed.
     *
     * @param where for the log
     */
    public static void dieAfterCommit(String where) {
        TransactionSynchronizationManager.registerSynchronization(new DeathAfterCommit(where));
    }

    private record DeathAfterCommit(String where) implements TransactionSynchronization, Ordered {

        @Override
        public void afterCommit() {
            LOG.warn("This process dies now, after the {}", where);
            Runtime.getRuntime().halt(KILLED);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
