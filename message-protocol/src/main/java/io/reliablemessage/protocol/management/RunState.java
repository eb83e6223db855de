package io.reliablemessage.protocol.management;

/** How far a reconciliation run is. */
public enum RunState {
    RUNNING,
    /** All books were compared. */
    DONE,
    /** Some books could not be compared: an application did not answer, say. Nothing is known about them. */
    INCOMPLETE,
    /** Ended by an operator. */
    CANCELLED
}
