package io.reliablemessage.client;

import java.time.Duration;

/**
 * An earlier {@link Idempotent} call with this key is still at work; this one was not made. Call again later, with the same key: it then
 * gets the first one's result, or runs if that one failed.
 */
public final class IdempotentCallInProgressException extends RuntimeException {
    private final String operation;
    private final String key;
    private final Duration waited;

    /** @param waited how long this call has waited for the other one */
    public IdempotentCallInProgressException(String operation, String key, Duration waited, Throwable cause) {
        super(
                "Operation " + operation + " is still at work on " + key + "; this call waited for it for " + waited,
                cause);
        this.operation = operation;
        this.key = key;
        this.waited = waited;
    }

    public String operation() {
        return operation;
    }

    /** The readable form of the key, such as {@code merchantNo=M1;orderNo=1100}. */
    public String key() {
        return key;
    }

    /** How long this call has waited, which is also a good time to wait before the next. */
    public Duration waited() {
        return waited;
    }
}
