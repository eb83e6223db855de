package io.reliablemessage.client.internal.consume;

/** What became of one delivery; also the metric's tag. */
enum Outcome {
    /** Effect and record are committed. */
    CONSUMED,
    /** An earlier delivery had taken effect; the receipt is sent again. */
    DUPLICATE,
    /** The state machine's entity is further than that; the listener was not called. */
    LATE,
    /** A newer version has been applied; the listener was not called. */
    STALE,
    /** The application's own data shows the effect; the listener was not called. */
    QUERIED,
    /** The listener had nothing to do. */
    SKIPPED,
    /** The listener, or its strategy, wants it later; the service delivers again. */
    POSTPONED,
    /**
     * A copy of it was still at work, here or in another process. Nothing is reported: the working copy sends its own receipt, and if
     * it dies, the service delivers again; where it would be kept out by the dead one's lease, the service is asked to wait for that.
     */
    IN_PROGRESS,
    /** The listener, or the commit, failed; the service delivers again. */
    FAILED,
    /** The listener will never take it. */
    REJECTED,
    /** The payload or key is not what the listener takes. */
    UNREADABLE,
    /** The key took effect with another payload; the listener was not called. */
    KEY_CONFLICT,
    /** The delivery is for other groups; nothing is reported. */
    NOT_ADDRESSED,
    /** It did not come from the service; nothing is reported. */
    FOREIGN
}
