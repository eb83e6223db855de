package io.reliablemessage.client.internal.consume;

/** The payload cannot be turned into what the listener takes, or the key lacks a field that it selects; no later delivery can. */
final class UnreadableMessageException extends RuntimeException {
    UnreadableMessageException(String message) {
        super(message);
    }

    UnreadableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
