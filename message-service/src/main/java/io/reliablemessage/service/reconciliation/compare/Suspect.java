package io.reliablemessage.service.reconciliation.compare;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that the books may say differently, to be looked up in both.
 *
 * @param owner the producer's id with FACTS, the group's position with GROUP, 0 with MESSAGE
 * @param identity SHA-256 of the business key, or of the message's id where there is none; 32 bytes
 * @param key the readable form; {@code null}: unknown, or there is none
 * @param messageId {@code null}: unknown
 */
public record Suspect(
        Scope scope,
        int owner,
        byte[] identity,
        @Nullable String key,
        @Nullable UUID messageId) {}
