package io.reliablemessage.protocol.management;

/** How far a tracked job is. */
public enum TaskState {
    RUNNING,
    /** By an operator, or since it could not go on. */
    STOPPED,
    DONE
}
