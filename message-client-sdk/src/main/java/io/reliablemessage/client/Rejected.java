package io.reliablemessage.client;

/**
 * Thrown by a listener that will never take this message, however often it comes: the transaction is rolled back and the message
 * goes to the dead letters at once, with the reason given here.
 */
public class Rejected extends RuntimeException {

    /** @param reason for the operator; cut at about 4,000 characters together with the stack */
    public Rejected(String reason) {
        super(reason);
    }

    /** As {@link #Rejected(String)}, with what led to it. */
    public Rejected(String reason, Throwable cause) {
        super(reason, cause);
    }
}
