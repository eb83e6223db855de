package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.util.List;
import java.util.UUID;

/**
 * Sends messages that exist if and only if the business transaction commits.
 *
 * <p>{@code send} belongs inside a Spring transaction of the business {@code DataSource}, whether JDBC, JPA or MyBatis began it. A
 * message of a transaction or savepoint that is rolled back is never delivered. Savepoints must be Spring's ({@code NESTED},
 * {@code TransactionStatus}): a rollback to one made on the JDBC connection itself is not seen.
 *
 * <p>All {@code send} methods throw, before anything is written:
 *
 * <ul>
 *   <li>{@link NoTransactionException} outside a transaction, in a read-only one, and after the commit;
 *   <li>{@link ForeignTransactionException} if the current transaction is not one of the business {@code DataSource};
 *   <li>{@link InvalidMessageException} if the message breaks a limit;
 *   <li>{@link SpoolFullException} if it would be written to the business database and too much waits there for the service;
 *   <li>{@link UniqueMessageConflictException} if it is {@link Message#unique() unique} and its key has another content.
 * </ul>
 *
 * <p>In mode {@link ProducerMode#PREPARE} the commit itself throws, and the transaction rolls back: {@link MessageRefusedException} if
 * the service refuses a message (an unknown topic, say), and {@link ServiceUnavailableException} if the service does not answer in
 * time and {@code reliable-message.on-service-unavailable} is {@code fail}.
 */
public interface ReliableMessages {

    /**
     * Sends a message in the current transaction.
     *
     * @param topic a topic that an administrator registered
     * @param payload bytes, a string, or an object that is written as JSON
     * @param key the composite business key by which consumers tell duplicates
     * @return the message's id
     */
    default UUID send(String topic, Object payload, BusinessKey key) {
        return send(Message.to(topic).key(key).payload(payload));
    }

    /**
     * Sends a message in the current transaction.
     *
     * @return the message's id
     */
    default UUID send(Message message) {
        return sendAll(List.of(message)).get(0);
    }

    /**
     * Sends several messages in the current transaction, with fewer statements than one by one.
     *
     * @return their ids, in the order of the messages
     */
    List<UUID> sendAll(List<Message> messages);

    /**
     * Hands a message to the service now, whatever becomes of a transaction around this call, and waits until it is stored there.
     *
     * <p>A {@link Message#unique() unique} message is first committed to the business database, in a transaction of its own. So calling
     * this again is always safe; while the service is away or refuses the call the message waits there and this returns normally.
     *
     * @return the message's id; for a unique message the first one's
     * @throws UniqueMessageConflictException if the message is unique and its key has another content
     * @throws InvalidMessageException if the message breaks a limit
     * @throws MessageRefusedException if the service refuses the message
     * @throws ServiceRefusedException if the service refuses the call
     * @throws ServiceUnavailableException if it is not known that the service has stored the message; sending it again may make two
     *     messages of it, which consumers tell by the business key
     */
    UUID submit(Message message);

    /** As {@link #submit(Message)}. */
    default UUID submit(String topic, Object payload, BusinessKey key) {
        return submit(Message.to(topic).key(key).payload(payload));
    }
}
