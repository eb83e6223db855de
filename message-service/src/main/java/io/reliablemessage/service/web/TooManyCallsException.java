package io.reliablemessage.service.web;

/** A call came too soon after others; becomes a problem with status 429 that says when to come again. */
public final class TooManyCallsException extends RuntimeException {
    private final long retryAfterSeconds;

    /** @param detail a whole sentence */
    public TooManyCallsException(long retryAfterSeconds, String detail) {
        super(detail);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
