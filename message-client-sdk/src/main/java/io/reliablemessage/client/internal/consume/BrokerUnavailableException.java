package io.reliablemessage.client.internal.consume;

/** The broker cannot be reached now. */
public final class BrokerUnavailableException extends RuntimeException {
    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
