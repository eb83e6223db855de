package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which discrepancies; what is left out does not limit.
 *
 * @param run those that this run opened or saw again
 * @param key those about this whole business key
 * @param message those about this message or its business key, but for those that are about another message with the same key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiscrepancyFilter(
        @Nullable String topic,
        @Nullable String group,
        @Nullable DiscrepancyType type,
        @Nullable DiscrepancyState state,
        @Nullable UUID run,
        @Nullable BusinessKey key,
        @Nullable UUID message) {

    /** Whatever its business key and message. */
    public DiscrepancyFilter(
            @Nullable String topic,
            @Nullable String group,
            @Nullable DiscrepancyType type,
            @Nullable DiscrepancyState state,
            @Nullable UUID run) {
        this(topic, group, type, state, run, null, null);
    }

    public static DiscrepancyFilter ofKey(BusinessKey key) {
        return new DiscrepancyFilter(null, null, null, null, null, key, null);
    }

    /** The same, in this state. */
    public DiscrepancyFilter withState(DiscrepancyState wanted) {
        return new DiscrepancyFilter(topic, group, type, wanted, run, key, message);
    }

    public static DiscrepancyFilter ofMessage(UUID message) {
        return new DiscrepancyFilter(null, null, null, null, null, null, message);
    }
}
