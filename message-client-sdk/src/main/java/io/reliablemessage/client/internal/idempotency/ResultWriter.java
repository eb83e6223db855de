package io.reliablemessage.client.internal.idempotency;

import org.jspecify.annotations.Nullable;

/** Writes what a listener returned as JSON. */
@FunctionalInterface
public interface ResultWriter {
    byte[] json(@Nullable Object result);
}
