package io.reliablemessage.client;

import io.reliablemessage.protocol.BusinessKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A book of this application that is compared with the messages: the facts that the messages of a topic tell of, or the effects that they
 * had in a consumer group. A Spring bean of this type, or one that is given to {@link ReliableMessageClient.Builder#reconcile}, is all there
 * is to do; {@link JdbcReconciliationSource} is one over a table, {@link ReconciledFact} and {@link ReconciledEffect} make one of a JPA entity.
 *
 * <p>All methods are called by several threads at once, in a read-only transaction of the business database where the application has one, and have as
 * long as {@code reliable-message.reconciliation.time-limit} says. They must not write anything.
 */
public interface ReconciliationSource {

    /** The topic whose messages tell of the facts, or had the effects. */
    String topic();

    /** The consumer group whose effects these are; {@code null}: they are facts. */
    default @Nullable String group() {
        return null;
    }

    /**
     * The entries between two instants, in order of time. The stream is closed by the caller, which may do so long before its end.
     *
     * @param from in whole milliseconds
     * @param to exclusive, in whole milliseconds
     * @param limit the caller reads no more entries than that; whoever asks a database passes it on, others may ignore it
     */
    Stream<ReconciliationEntry> entries(Instant from, Instant to, int limit);

    /**
     * All entries that have one of the keys, whatever their time, in any order; more than one for a key if it is there more than once.
     *
     * @param keys at most 500
     */
    List<ReconciliationEntry> find(Collection<BusinessKey> keys);

    /** Whether entries have an amount, to be summed and compared. */
    default boolean hasAmounts() {
        return false;
    }

    /** Whether entries have the digest of the message's payload, to be compared. */
    default boolean hasContents() {
        return false;
    }

    /** Before that entries may have been removed; empty: all are kept. */
    default Optional<Instant> keptSince() {
        return Optional.empty();
    }

    /** Why the book cannot be read at present, as a sentence for a person; empty: it can. */
    default Optional<String> problem() {
        return Optional.empty();
    }
}
