package io.reliablemessage.client.internal.idempotent;

import java.lang.reflect.Method;
import org.springframework.transaction.TransactionDefinition;

/**
 * One idempotent method, understood.
 *
 * @param name class and method, for people
 * @param method as its class declares it
 * @param transactionManager the name or qualifier that the method asks for; empty for the business database's own
 */
record IdempotentMethod(
        String name,
        Method method,
        String operation,
        Parts parts,
        TransactionDefinition transaction,
        String transactionManager) {

    /** What is taken from a call, and what is kept of it. */
    record Parts(CallKey key, CallContent content, Results results) {}

    CallKey key() {
        return parts.key();
    }

    CallContent content() {
        return parts.content();
    }

    Results results() {
        return parts.results();
    }
}
