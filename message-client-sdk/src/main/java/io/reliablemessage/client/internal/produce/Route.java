package io.reliablemessage.client.internal.produce;

import io.reliablemessage.client.internal.produce.Drafts.Draft;
import java.util.List;

/**
 * How the messages of a transaction get to the service. {@link TransactionMessages} says when each verb is called.
 *
 * @param <E> what it remembers of a message until the transaction ends
 */
interface Route<E> {

    /**
     * Says whether so many more messages may be sent now.
     *
     * @throws io.reliablemessage.client.SpoolFullException if they would be written to an outbox that is full
     */
    void admit(int messages);

    /** Writes what must commit with the transaction, in it. */
    List<E> write(List<Draft> drafts);

    /** What the message was made of. */
    Draft draft(E message);

    /** Whether messages are as durable as the transaction as soon as they are written, so that there is nothing to {@link #secure}. */
    boolean isDurableWithTransaction();

    /**
     * Returns once each message is durable, so that the transaction may commit; throws if it must not. May be called for the same
     * message again.
     */
    void secure(List<E> messages);

    /** The transaction has committed. */
    void committed(List<E> messages);

    /** The transaction has rolled back. */
    void rolledBack(List<E> messages);

    /** What became of the messages is to be found out from the database. */
    void ended(List<E> messages);
}
