package io.reliablemessage.client.internal.idempotency;

import java.time.Duration;

/** What a listener declares against repeated, late and contradicting deliveries. */
public sealed interface Protection {

    /** What tells one effect of the group from another. */
    KeySelection key();

    /** The record of each key in the transaction of the effect. */
    record Table(KeySelection key, boolean keepsResult) implements Protection {}

    /**
     * The record, and the state that the entity has reached.
     *
     * @param waits whether a message waits for the states before its own
     */
    record States(KeySelection entity, String field, StateOrder order, boolean waits, boolean keepsResult)
            implements Protection {
        @Override
        public KeySelection key() {
            return entity.and(field);
        }
    }

    /**
     * The record, and the newest version of the entity.
     *
     * @param waits whether a message waits for the versions before its own
     * @param first the version that an entity begins with, where messages wait
     */
    record Versions(KeySelection entity, String field, boolean waits, long first, boolean keepsResult)
            implements Protection {
        @Override
        public KeySelection key() {
            return entity.and(field);
        }
    }

    /** A flag in Redis, in front of the record or instead of it. */
    record Flag(KeySelection key, Duration lease, Duration retention, boolean inTable, boolean keepsResult)
            implements Protection {}

    /** The application's own question, under a lock on the key. */
    record Query(KeySelection key) implements Protection {}
}
