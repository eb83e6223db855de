package io.reliablemessage.service.outbox;

import java.util.List;

/** Where the outbox hands messages over that were confirmed just now, after the commit and outside any transaction. */
public interface ConfirmedMessages {

    /**
     * Whether messages can be published at once. If not, the outbox leaves them due, and their first attempt uncounted, for the
     * redelivery.
     */
    boolean publishesAtOnce();

    /** Publishes without waiting for the broker. Attempt 1 of these messages is already counted. */
    void publish(List<OutboundMessage> messages);
}
