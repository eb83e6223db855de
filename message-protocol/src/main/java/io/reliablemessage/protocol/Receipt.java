package io.reliablemessage.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One consumer group's word on one message. Receipts are idempotent per message and group.
 *
 * @param id the message
 * @param topic the topic it came from
 * @param group a group of the calling application that is subscribed to the topic
 * @param kind what happened
 * @param attempt the attempt number that the delivery carried, from 1
 * @param round the replay round that the delivery carried; {@code null} if it carried none. A late word of an earlier round changes no
 *     schedule of a later one
 * @param consumer the consuming instance, for people; at most 100 characters
 * @param brokerPosition where the broker kept the delivery ("queue@offset"), for people; at most 60 characters
 * @param retryAfterMillis with FAILED: the consumer's wish for the next attempt instead of the schedule's interval, 0 to 86,400,000
 * @param extendMillis with IN_PROGRESS: how long from now the group needs, 1,000 to 3,600,000
 * @param error with FAILED and REJECTED: what went wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
        UUID id,
        String topic,
        String group,
        ReceiptKind kind,
        int attempt,
        @Nullable Integer round,
        @Nullable String consumer,
        @Nullable String brokerPosition,
        @Nullable Long retryAfterMillis,
        @Nullable Long extendMillis,
        @Nullable ConsumeError error) {

    /** A receipt for a delivery that carried no round. */
    public Receipt(
            UUID id,
            String topic,
            String group,
            ReceiptKind kind,
            int attempt,
            @Nullable String consumer,
            @Nullable String brokerPosition,
            @Nullable Long retryAfterMillis,
            @Nullable Long extendMillis,
            @Nullable ConsumeError error) {
        this(id, topic, group, kind, attempt, null, consumer, brokerPosition, retryAfterMillis, extendMillis, error);
    }
}
