package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.reliablemessage.protocol.BusinessKey;
import io.reliablemessage.protocol.MessageState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands, without its payload.
 *
 * @param dueAt when it needs attention next; absent when nothing is due on its own schedule
 * @param attempts deliveries on its own schedule
 * @param checks answered check-backs without a decision
 * @param groups how it stands with each group it is for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageView(
        UUID id,
        String application,
        String topic,
        MessageState state,
        @Nullable String tag,
        @Nullable BusinessKey key,
        String contentType,
        int payloadBytes,
        Instant createdAt,
        @Nullable Instant confirmedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant deliverAt,
        @Nullable Instant expiresAt,
        @Nullable Instant dueAt,
        int attempts,
        int checks,
        List<Group> groups) {

    /** How a message stands with a group. */
    public enum Standing {
        /** Delivered on the message's own schedule; the receipt is outstanding. */
        OWING,
        /** Failed or asked for time; delivered on a schedule of its own. */
        RETRYING,
        CONSUMED,
        DEAD,
        DISCARDED
    }

    /**
     * @param attempt the delivery that the receipt was for
     * @param consumedAt when the receipt came
     * @param brokerPosition where the broker kept that delivery
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(
            String group,
            Standing standing,
            @Nullable Integer attempt,
            @Nullable Instant consumedAt,
            @Nullable String brokerPosition) {}
}
