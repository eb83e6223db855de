package io.reliablemessage.quickstart.crash.app;

import java.util.concurrent.CountDownLatch;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A named point of a transaction at which the process stands still, says so, and waits to be killed. */
public enum Stop {
    NOWHERE,
    /** The messages are durable, the business is not. */
    BEFORE_COMMIT,
    /** The business is durable, and nobody has been told. */
    AFTER_COMMIT;

    /** Begins the line that says which message stands still. */
    public static final String REACHED = "Standing still ";

    /** To be called when the transaction has sent its message: of equals, who registered later is called later. */
    void arrange(String orderNo) {
        if (this != NOWHERE) {
            TransactionSynchronizationManager.registerSynchronization(new At(this, orderNo));
        }
    }

    private record At(Stop point, String orderNo) implements TransactionSynchronization, Ordered {

        @Override
        public void beforeCommit(boolean readOnly) {
            reached(BEFORE_COMMIT);
        }

        @Override
        public void afterCommit() {
            reached(AFTER_COMMIT);
        }

        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }

        private void reached(Stop here) {
            if (here == point) {
                System.out.println(REACHED + point + " " + orderNo);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
