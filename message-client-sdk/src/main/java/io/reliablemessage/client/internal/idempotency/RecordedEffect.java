package io.reliablemessage.client.internal.idempotency;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept about an effect that is committed.
 *
 * @param messageId the delivery, or the call, that took effect
 * @param payloadHash the digest of what it brought
 * @param result what it returned, in JSON; {@code null}: none is kept
 */
public record RecordedEffect(UUID messageId, byte[] payloadHash, byte @Nullable [] result) {}
