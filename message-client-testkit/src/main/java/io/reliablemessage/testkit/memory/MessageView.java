package io.reliablemessage.testkit.memory;

import io.reliablemessage.protocol.ConsumeError;
import io.reliablemessage.protocol.DeadLetterReason;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.MessageState;
import io.reliablemessage.protocol.NewMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message and how it stands with its groups, at one moment. */
public record MessageView(
        NewMessage content, String application, MessageState state, Instant createdAt, List<GroupView> groups) {

    /**
     * @param attempts deliveries of this round so far
     * @param letter where its dead letter stands; {@code null} if it never had one
     * @param reason why it died last
     * @param error the last error that it reported
     */
    public record GroupView(
            String group,
            boolean consumed,
            int attempts,
            @Nullable DeadLetterState letter,
            @Nullable DeadLetterReason reason,
            @Nullable ConsumeError error) {}

    static MessageView of(StoredMessage message) {
        return new MessageView(
                message.content,
                message.application,
                message.state,
                message.createdAt,
                message.groups.values().stream()
                        .map(group -> new GroupView(
                                group.group,
                                group.standing == GroupDelivery.Standing.CONSUMED,
                                group.attempts,
                                group.letter,
                                group.reason,
                                group.error))
                        .toList());
    }

    /** Whether the business transaction that sent it committed. */
    public boolean isSent() {
        return state != MessageState.PREPARED && state != MessageState.UNDECIDED && state != MessageState.CANCELLED;
    }
}
