package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which discrepancies; what is left out does not limit.
 *
 * @param run those that this run opened or saw again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiscrepancyFilter(
        @Nullable String topic,
        @Nullable String group,
        @Nullable DiscrepancyType type,
        @Nullable DiscrepancyState state,
        @Nullable UUID run) {}
