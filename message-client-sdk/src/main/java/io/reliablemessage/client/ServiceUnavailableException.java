package io.reliablemessage.client;

import org.jspecify.annotations.Nullable;

/** message-service cannot be reached, gave no answer in time or asks for patience. Repeating the call later, with the same ids, is safe. */
public final class ServiceUnavailableException extends RuntimeException {
    public ServiceUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
