package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node as the others see it.
 *
 * @param silentMillis how long ago it was last seen, by the database's clock
 * @param breaker CLOSED, OPEN or HALF_OPEN when it was last seen; left out: it did not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeState(
        String name,
        Instant startedAt,
        Instant lastSeenAt,
        long silentMillis,
        @Nullable String breaker) {}
