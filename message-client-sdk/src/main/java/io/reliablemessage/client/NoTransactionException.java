package io.reliablemessage.client;

/** {@code send} was called where no transaction can carry the message: outside of one, in a read-only one, or after its commit. */
public final class NoTransactionException extends IllegalStateException {
    public NoTransactionException(String message) {
        super(message);
    }
}
