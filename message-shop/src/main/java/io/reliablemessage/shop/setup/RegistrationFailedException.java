package io.reliablemessage.shop.setup;

import org.jspecify.annotations.Nullable;

/** message-service refuses or does not answer; the message names the call. Everything may be tried again. */
public final class RegistrationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RegistrationFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
