package io.reliablemessage.client.internal.consume;

/** The business key took effect with another payload. Never thrown to anybody; its name is what operators see. */
final class KeyConflictException extends RuntimeException {
    KeyConflictException(String problem) {
        super(problem);
    }
}
