package io.reliablemessage.protocol.management;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Compares a topic's books now, over any window of at most 31 days that has messages left.
 *
 * @param from in milliseconds, before {@code to}
 * @param to at most now
 * @param reason 1 to 500 characters
 */
public record RunRequest(
        String topic, Instant from, Instant to, @Nullable String reason) {}
