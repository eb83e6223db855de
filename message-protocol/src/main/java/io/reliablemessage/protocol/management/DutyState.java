package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a duty is doing, over all nodes.
 *
 * @param node where it ran last, or where it fails
 * @param lastError {@code null}: the last run went well
 * @param handled items since the service was first started
 * @param silentMillis since its last step began, by the database's clock
 * @param withoutSuccessMillis since it last succeeded; {@code null}: it never has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DutyState(
        String name,
        String node,
        Instant lastStartedAt,
        @Nullable Instant lastSucceededAt,
        @Nullable Instant lastFailedAt,
        @Nullable String lastError,
        long handled,
        long silentMillis,
        @Nullable Long withoutSuccessMillis) {}
