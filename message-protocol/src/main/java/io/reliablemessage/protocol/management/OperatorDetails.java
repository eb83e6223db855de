package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person who works with the service.
 *
 * @param disabled may not log in
 * @param external logs in by OpenID Connect and has no password here
 * @param lastLoginAt left out: never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperatorDetails(
        String name,
        String displayName,
        Role role,
        boolean disabled,
        boolean external,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {}
