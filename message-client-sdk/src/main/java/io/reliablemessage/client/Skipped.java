package io.reliablemessage.client;

/**
 * Thrown by a listener that has nothing to do for this message: the transaction is rolled back, nothing is recorded, and the message counts
 * as consumed. A later copy of it calls the listener again. {@link Delivery#skip} makes one.
 */
public class Skipped extends RuntimeException {

    /** @param reason for the log */
    public Skipped(String reason) {
        super(reason);
    }
}
