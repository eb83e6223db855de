package io.reliablemessage.service.deadletter;

import io.reliablemessage.protocol.DeadLetterState;
import java.util.UUID;

/** A case as a decision about it finds it; whether it still stands so, the decision's guarded updates tell. */
public record Target(UUID id, UUID messageId, int subscriptionId, int position, DeadLetterState state, int rounds) {

    /** The group's bit in the message's sets. */
    public long bit() {
        return 1L << position;
    }
}
