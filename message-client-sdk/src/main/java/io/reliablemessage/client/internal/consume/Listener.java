package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.internal.idempotency.Protection;
import org.jspecify.annotations.Nullable;

/**
 * A listener as it was declared.
 *
 * @param tags the selected tags joined by {@code ||}, {@code null} for all
 * @param concurrency threads that it adds to its group's
 * @param ordered whether the messages of one queue are taken one after the other
 * @param protection what it declares against deliveries that come again
 */
record Listener(
        String topic,
        String group,
        @Nullable String tags,
        int concurrency,
        boolean ordered,
        Protection protection,
        ListenerMethod method) {}
