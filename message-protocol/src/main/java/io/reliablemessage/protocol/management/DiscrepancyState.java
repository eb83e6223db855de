package io.reliablemessage.protocol.management;

/** What has become of a discrepancy. */
public enum DiscrepancyState {
    /** One-sided, and not for longer than the topic's horizon: nothing is wrong so far. */
    IN_FLIGHT,
    /** It waits for a repair or a person. */
    OPEN,
    /** Repaired, and to be verified by the next run. */
    REPAIRING,
    /** Repaired, and a run has seen that the books agree. */
    REPAIRED,
    /** The books came to agree without a repair. */
    RESOLVED,
    /** A person has looked at it and lets it be. */
    ACCEPTED
}
