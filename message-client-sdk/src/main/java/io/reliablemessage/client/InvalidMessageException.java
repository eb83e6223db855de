package io.reliablemessage.client;

import org.jspecify.annotations.Nullable;

/** A message breaks a limit; {@link #field()} says where, the message says which limit. Nothing was written. */
public final class InvalidMessageException extends IllegalArgumentException {
    private final String field;

    public InvalidMessageException(String field, String problem) {
        this(field, problem, null);
    }

    public InvalidMessageException(String field, String problem, @Nullable Throwable cause) {
        super(field + " " + problem, cause);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
