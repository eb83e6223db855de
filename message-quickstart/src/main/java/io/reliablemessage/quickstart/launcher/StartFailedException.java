package io.reliablemessage.quickstart.launcher;

import io.reliablemessage.embedded.EmbeddedStartException;
import org.jspecify.annotations.Nullable;

/** The quickstart cannot start; the message is for the person at the terminal and says what to do. */
public final class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartFailedException(String message) {
        this(message, null);
    }

    /** Passes on what an embedded part says, which is for the same person. */
    StartFailedException(EmbeddedStartException cause) {
        this(String.valueOf(cause.getMessage()), cause);
    }

    StartFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
