package io.reliablemessage.service.outbox;

import java.util.List;
import java.util.UUID;

/** Who wants to know of messages that somebody else than their producer cancelled. */
public interface VerdictCancellations {

    /**
     * Called in the transaction that has just cancelled these messages, by a check-back's verdict or by an operator; to be rolled back with
     * it.
     */
    void cancelled(List<UUID> sortedIds);
}
