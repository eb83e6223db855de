package io.reliablemessage.protocol;

/** Why a message cannot be delivered to a group. */
public enum DeadLetterReason {
    /** The last allowed attempt failed or brought no receipt. */
    ATTEMPTS_EXHAUSTED,
    /** The consumer said that it will never take it. */
    REJECTED,
    /** The payload could not be read or is invalid. */
    UNREADABLE,
    /** The consumer has seen the same business key with another payload. */
    KEY_CONFLICT,
    /** The broker refuses it for good (too large, unknown topic, no permission). */
    BROKER_REFUSED,
    /** RocketMQ itself had given it up, and it was taken over from there. No consumer reports it. */
    IMPORTED
}
