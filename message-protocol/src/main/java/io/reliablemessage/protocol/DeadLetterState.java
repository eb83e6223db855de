package io.reliablemessage.protocol;

/** Where a dead-letter case stands. */
public enum DeadLetterState {
    /** Waits for a person or for the topic's automatic replay. */
    OPEN,
    /** Being delivered again to the failed group with a fresh budget; back to {@link #OPEN} when that fails too. */
    REPLAYING,
    /** The group has taken effect after all. Final. */
    RESOLVED,
    /** A person decided that the group shall not have it. Final. */
    DISCARDED
}
