package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a JPA entity the book of the facts that the messages of a topic tell of: its attributes are {@link ReconciledKey},
 * {@link ReconciledTime} and, if amounts are to be compared, {@link ReconciledAmount}. As with {@link JdbcReconciliationSource}, the table needs an
 * index that begins with the time's column and one over the key's.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ReconciledFact {

    /** The topic of the messages. */
    String topic();

    /**
     * The fields of the message's key in their order: the names of {@link ReconciledKey} attributes, or {@code field='constant'}. May be left out if
     * there is only one.
     */
    String[] key() default {};

    /** Which entities are in the book, as a condition of JPQL over {@code e}, such as {@code e.status = 'PAID'}; empty: all. */
    String condition() default "";

    /**
     * How long entities are kept, as an ISO duration such as {@code P90D}; empty: for ever. Entities that are archived or deleted some day must have it: see
     * {@link JdbcReconciliationSource.Builder#kept}.
     */
    String kept() default "";
}
