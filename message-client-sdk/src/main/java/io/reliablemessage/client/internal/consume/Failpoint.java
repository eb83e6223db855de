package io.reliablemessage.client.internal.consume;

/** Moments of a delivery at which a process can die with different consequences. */
public enum Failpoint {
    /** The transaction has begun and is about to call the listener. */
    BEFORE_EFFECT,
    /** The listener has returned; nothing is committed. */
    AFTER_EFFECT,
    /** Effect and record are committed; nobody has been told. */
    AFTER_COMMIT,
    /** The receipt is on its way; the broker has no acknowledgement. */
    AFTER_RECEIPT
}
