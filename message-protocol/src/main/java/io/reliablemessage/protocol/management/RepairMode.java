package io.reliablemessage.protocol.management;

/** Whether discrepancies of a type are repaired. */
public enum RepairMode {
    /** By the run that finds them. */
    AUTOMATIC,
    /** When an operator says so. */
    AFTER_APPROVAL,
    /** Not by this system. */
    NEVER
}
