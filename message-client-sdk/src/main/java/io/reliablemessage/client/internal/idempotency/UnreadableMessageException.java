package io.reliablemessage.client.internal.idempotency;

/** The payload cannot be turned into what the listener takes, or the key lacks a field that it selects; no later delivery can. */
public final class UnreadableMessageException extends RuntimeException {
    public UnreadableMessageException(String message) {
        super(message);
    }

    public UnreadableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
