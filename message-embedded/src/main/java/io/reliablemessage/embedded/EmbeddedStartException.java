package io.reliablemessage.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server cannot be had; the message names the port, directory or log to look at. */
public final class EmbeddedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedStartException(String message) {
        this(message, null);
    }

    EmbeddedStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
