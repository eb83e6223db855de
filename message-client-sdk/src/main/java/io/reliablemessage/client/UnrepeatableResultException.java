package io.reliablemessage.client;

import org.jspecify.annotations.Nullable;

/**
 * The result of an {@link Idempotent} call cannot be given to a repeated call: it is too large, or does not survive JSON in its declared type (then the
 * call was rolled back); or it was stored by an earlier release of the application, and can no longer be read.
 */
public final class UnrepeatableResultException extends RuntimeException {
    public UnrepeatableResultException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
