package io.reliablemessage.protocol;

/** A producer's answer to "what became of this transaction?". */
public enum Verdict {
    COMMITTED,
    ROLLED_BACK,
    /** The transaction is still running; ask again. */
    IN_PROGRESS,
    /** The producer cannot tell; ask again. */
    UNKNOWN
}
