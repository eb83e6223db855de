package io.reliablemessage.console.service;

import org.jspecify.annotations.Nullable;

/** The service gave no answer, or answered that it cannot now. */
public final class ServiceUnreachableException extends RuntimeException {
    private final boolean undone;
    private final @Nullable Integer status;

    /** No answer at all. @param undone whether the call certainly did nothing, since it never reached the service */
    ServiceUnreachableException(String message, boolean undone, Throwable cause) {
        super(message, cause);
        this.undone = undone;
        this.status = null;
    }

    /** An answer of the service, or of what stands before it, that may be another one in a moment. */
    ServiceUnreachableException(String message, int status) {
        super(message);
        this.undone = false;
        this.status = status;
    }

    /** {@code null}: there was no answer */
    public @Nullable Integer status() {
        return status;
    }

    public boolean undone() {
        return undone;
    }
}
