package io.reliablemessage.client.internal.signed;

/** A question cannot be answered now; the service takes it for silence and asks again: status 503. */
public final class UnansweredException extends RuntimeException {

    /** @param reason for the log */
    public UnansweredException(String reason) {
        super(reason);
    }
}
