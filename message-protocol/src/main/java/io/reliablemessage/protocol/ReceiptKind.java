package io.reliablemessage.protocol;

/** What a consumer group reports about one message. */
public enum ReceiptKind {
    /** The effect and its idempotency record are committed (now or by an earlier delivery). */
    CONSUMED,
    /** The attempt failed; the service schedules the next one. */
    FAILED,
    /** The group will never be able to take it (unreadable, invalid, conflicting); it goes to the dead letters at once. */
    REJECTED,
    /** Still at work; do not redeliver before {@link Receipt#extendMillis()} have passed. */
    IN_PROGRESS
}
