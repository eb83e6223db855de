package io.reliablemessage.protocol.management;

/** How a job stands. */
public enum JobState {
    /** Collects the cases that it is about. */
    COLLECTING,
    /** Works on the first few and waits until it is known what became of them. */
    CANARY,
    RUNNING,
    /** All is sent; waits until it is known what became of the last ones. */
    SETTLING,
    /** By a person, or by itself since too many failed: {@code stateReason} says which. */
    PAUSED,
    STOPPED,
    DONE
}
