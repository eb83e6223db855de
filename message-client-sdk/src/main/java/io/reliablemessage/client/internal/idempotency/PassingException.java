package io.reliablemessage.client.internal.idempotency;

/** Something changed between two statements of a transaction; running it again settles it. */
final class PassingException extends RuntimeException {
    PassingException(String message) {
        super(message);
    }
}
