package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can still be told about a token.
 *
 * @param expiresAt left out: valid until it is revoked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenDetails(
        int id, String label, Instant createdAt, @Nullable Instant expiresAt) {}
