package io.reliablemessage.service.deadletter;

/** A case was not OPEN, or its message does not permit what was to be done. Rolls back whatever the same transaction did before. */
public final class NotOpenException extends RuntimeException {
    NotOpenException() {
        super("The dead letter is not open", null, false, false);
    }
}
