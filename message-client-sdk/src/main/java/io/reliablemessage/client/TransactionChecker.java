package io.reliablemessage.client;

import io.reliablemessage.protocol.Verdict;

/**
 * A bean that says from the business tables what became of a transaction that sent a message of its topic, beside the record that the SDK
 * keeps of each transaction for {@code reliable-message.fence-retention}. Topics without such a bean are answered from that record alone.
 *
 * <p>A checker never weakens the record; what it says is passed on as follows:
 *
 * <ul>
 *   <li>while the transaction runs, the answer is IN_PROGRESS and the checker's word does not count;
 *   <li>COMMITTED, if the record says so too, or is gone with its retention;
 *   <li>ROLLED_BACK, once it is certain that the transaction cannot commit any more;
 *   <li>IN_PROGRESS and UNKNOWN as they are: the service asks again, and an operator decides in the end;
 *   <li>a word that contradicts the record is answered UNKNOWN and logged as an error, for an operator.
 * </ul>
 *
 * <p>So what a checker adds is an answer for messages that are older than the retention, and a veto. There is one per topic; two are
 * refused at the start.
 */
public interface TransactionChecker {

    /** The topic whose messages it is asked for; always the same. */
    String topic();

    /**
     * Says what became of the transaction, by the business key. Called on a thread of the SDK, outside of a transaction; it must read from the
     * primary database, since a replica may not have the commit yet. All messages of one question are to be answered within
     * a second; after that the thread is interrupted and the rest is UNKNOWN.
     *
     * @return the verdict; what is thrown counts as UNKNOWN for this message only
     */
    Verdict check(DoubtfulMessage message);
}
