package io.reliablemessage.client.internal.idempotency;

import java.time.Duration;

/** Flags that tell who works on a key and what has been done, outside of the business database. */
public interface Flags {

    /** What a flag says. */
    sealed interface Sight {
        /** The caller has it now. */
        record Mine() implements Sight {}

        /**
         * Another copy has it, or had it when it died.
         *
         * @param left how long its lease lasts unless it renews it
         */
        record Running(Duration left) implements Sight {}

        /** @param payloadHash what took effect, as written by {@link #done} */
        record Done(String messageId, String payloadHash) implements Sight {}
    }

    /**
     * Takes the flag if nobody has it, in one step.
     *
     * @param token of the caller alone, so that nobody else's flag is ever changed
     * @param lease how long the flag stays if the process dies
     */
    Sight begin(String flag, String token, Duration lease);

    /** @return false if the flag is no longer the caller's */
    boolean renew(String flag, String token, Duration lease);

    /** @return false if somebody else has the flag by now; nothing was changed */
    boolean done(String flag, String token, Sight.Done done, Duration retention);

    /** Gives the flag back if it is still the caller's. */
    void release(String flag, String token);
}
