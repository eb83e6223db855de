package io.reliablemessage.protocol.management;

import org.jspecify.annotations.Nullable;

/**
 * Takes over what RocketMQ itself has given up, before it expires there. Reads the broker's topic from its beginning to what it has now;
 * what was imported before is not imported again.
 *
 * @param kind whose messages
 * @param topic the registered topic that they belong to
 * @param application the registered application that counts as their producer
 * @param group DEAD_LETTERS: the consumer group whose {@code %DLQ%} topic is read; it is subscribed to {@code topic}. Left out otherwise
 * @param reason 1 to 500 characters
 */
public record ImportRequest(
        ImportKind kind,
        String topic,
        String application,
        @Nullable String group,
        @Nullable String reason) {}
