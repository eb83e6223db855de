package io.reliablemessage.quickstart.launcher;

import org.jspecify.annotations.Nullable;

/** The quickstart cannot start; the message is for the person at the terminal and says what to do. */
public final class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartFailedException(String message) {
        this(message, null);
    }

    StartFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
