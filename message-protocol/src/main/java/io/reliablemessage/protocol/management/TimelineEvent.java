package io.reliablemessage.protocol.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a message.
 *
 * @param who producer application, consumer group, operator or node; left out where nobody in particular
 * @param group left out: it is about the message as a whole; {@code round}, {@code attempt} alike
 * @param node the instance of the consumer or the node of the service
 * @param brokerPosition queue and offset at the broker, {@code broker:queue@offset}
 * @param latencyMillis since the message was confirmed; for a check-back since it was prepared
 * @param detail verdict, reason, new state
 * @param deadLetter the case that it is about
 * @param otherMessage the message that this one was edited into or from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimelineEvent(
        Instant at,
        Kind kind,
        @Nullable String who,
        @Nullable String group,
        @Nullable Integer round,
        @Nullable Integer attempt,
        @Nullable String node,
        @Nullable String brokerPosition,
        @Nullable Long latencyMillis,
        @Nullable String errorType,
        @Nullable String error,
        @Nullable String detail,
        @Nullable UUID deadLetter,
        @Nullable UUID otherMessage) {

    public enum Kind {
        PREPARED,
        CHECKED_BACK,
        CONFIRMED,
        CANCELLED,
        /** Its check-backs are used up. */
        UNDECIDED,
        /** An attempt that the consumer reported as failed. */
        FAILED,
        REJECTED,
        NO_RECEIPT,
        BROKER_REFUSED,
        CONSUMED,
        DEAD,
        REPLAYED,
        RESOLVED,
        DISCARDED,
        EXPIRED,
        EDITED,
        /** The producer was told that it became undeliverable. */
        NOTICED,
        PAYLOAD_SEEN,
        NEXT_DUE
    }
}
