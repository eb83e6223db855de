package io.reliablemessage.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The service refused a message for good (unknown topic, a limit of the topic, …). The transaction that sent it is rolled back. */
public final class MessageRefusedException extends RuntimeException {
    private final UUID id;
    private final @Nullable String field;

    /** @param field the field at fault, where the service named one */
    public MessageRefusedException(UUID id, String topic, @Nullable String field, String detail) {
        super("The service refused message " + id + " to " + topic + ": " + (field == null ? "" : field + " ")
                + detail);
        this.id = id;
        this.field = field;
    }

    public UUID id() {
        return id;
    }

    public @Nullable String field() {
        return field;
    }
}
