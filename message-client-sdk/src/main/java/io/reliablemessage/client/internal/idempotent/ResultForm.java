package io.reliablemessage.client.internal.idempotent;

import org.jspecify.annotations.Nullable;

/** How the results of one method are kept. */
public interface ResultForm {

    /** @throws RuntimeException if the result cannot be written */
    byte[] write(@Nullable Object result);

    /** @throws RuntimeException if this is not what {@link #write} has written */
    @Nullable
    Object read(byte[] stored);

    /** The part of a result that must come back as the type that it was. */
    default @Nullable Object content(@Nullable Object result) {
        return result;
    }
}
