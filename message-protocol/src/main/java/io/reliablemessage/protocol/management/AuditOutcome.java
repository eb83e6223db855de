package io.reliablemessage.protocol.management;

/** How it ended. */
public enum AuditOutcome {
    DONE,
    /** Not permitted, or not possible in the state that it found. */
    REFUSED,
    FAILED,
    /** One that this version does not know, written by a newer one; its name begins the detail. Nothing is written so. */
    OTHER
}
