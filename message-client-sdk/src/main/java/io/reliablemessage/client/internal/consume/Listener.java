package io.reliablemessage.client.internal.consume;

import org.jspecify.annotations.Nullable;

/**
 * A listener as it was declared.
 *
 * @param tags the selected tags joined by {@code ||}, {@code null} for all
 * @param concurrency threads that it adds to its group's
 */
record Listener(
        String topic, String group, @Nullable String tags, int concurrency, KeySelection key, ListenerMethod method) {}
