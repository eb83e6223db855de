package io.reliablemessage.client.internal.idempotency;

/** Another transaction holds the record of this key and did not end within the patience. */
public final class KeyInUseException extends RuntimeException {
    KeyInUseException(Throwable cause) {
        super("Another transaction is still at work on this key", cause);
    }
}
