package io.reliablemessage.testkit;

import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.management.DiscrepancyType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a book of the application and the messages do not agree about.
 *
 * @param group whose effects are compared; {@code null}: facts
 * @param key {@code null} where the book does not have it
 * @param messageId {@code null}: there is no message
 */
public record Difference(
        DiscrepancyType type,
        String topic,
        @Nullable String group,
        @Nullable BusinessKey key,
        @Nullable UUID messageId) {}
