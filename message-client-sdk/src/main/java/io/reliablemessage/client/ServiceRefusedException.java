package io.reliablemessage.client;

import org.jspecify.annotations.Nullable;

/** message-service refused a whole call (a wrong token, say). Repeating it unchanged is useless. */
public final class ServiceRefusedException extends RuntimeException {
    private final int status;
    private final @Nullable String field;

    /**
     * @param status the HTTP status, 300 to 499
     * @param field the field at fault, where the service named one
     */
    public ServiceRefusedException(int status, @Nullable String field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    public int status() {
        return status;
    }

    public @Nullable String field() {
        return field;
    }
}
