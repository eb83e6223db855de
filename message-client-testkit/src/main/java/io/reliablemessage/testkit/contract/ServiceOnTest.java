package io.reliablemessage.testkit.contract;

import io.reliablemessage.client.internal.MessageService;
import io.reliablemessage.protocol.MessageState;
import java.util.Optional;
import java.util.UUID;

/** A service to hold to the contract, with what the interface for applications does not offer. */
public interface ServiceOnTest {

    /** Registers an application and answers as it. */
    MessageService application(String name);

    /** Registers a topic with three attempts, an hour between them, and at most 1,000 bytes of payload. */
    void topic(String name);

    /** The message's state; empty if there is no such message. */
    Optional<MessageState> state(UUID id);

    /** How many deliveries of the message the broker has been given. */
    int published(UUID id);

    /** A prepared message has used up its check-backs without a decision. */
    void leaveUndecided(UUID id);

    /** The message's expiry has passed, and the service has noticed. */
    void expire(UUID id);

    /** What the message still owes is due, and the service has noticed. */
    void redeliver(UUID id);

    /** An operator replays the group's dead letter; {@code false} if there is none that is open. */
    boolean replay(UUID id, String group);

    /** An operator gives the group's dead letter up; {@code false} if there is none that is open. */
    boolean discard(UUID id, String group);
}
