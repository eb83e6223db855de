package io.reliablemessage.client;

/**
 * Too much waits in the business database for message-service, by {@code reliable-message.spool}. Nothing was written; the transaction
 * is to be rolled back and may be tried again once the service takes messages.
 */
public final class SpoolFullException extends IllegalStateException {

    /** @param message which limit, and what reached it */
    public SpoolFullException(String message) {
        super(message);
    }
}
