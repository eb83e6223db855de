package io.reliablemessage.service.outbox;

import io.reliablemessage.protocol.MessageState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's word on an undecided message.
 *
 * @param applicationId the producer whose word it is; {@code null} for a verdict or an operator, who may decide for any
 * @param commits to CONFIRMED, otherwise to CANCELLED
 * @param from the state it decides; a producer's own word also decides a message that became UNDECIDED
 */
record Decision(UUID id, @Nullable Integer applicationId, boolean commits, MessageState from) {

    boolean decides(MessageState state) {
        return state == from || (applicationId != null && state == MessageState.UNDECIDED);
    }
}
