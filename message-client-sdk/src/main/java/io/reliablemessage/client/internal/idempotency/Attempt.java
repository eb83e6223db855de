package io.reliablemessage.client.internal.idempotency;

import io.reliablemessage.client.Delivery;
import org.jspecify.annotations.Nullable;

/** One delivery on its way to its effect. A strategy decides whether, in what and how often the listener is called. */
public interface Attempt {
    Delivery delivery();

    /** {@link IdempotencyKey#sha256} of the payload. */
    byte[] payloadHash();

    /**
     * Calls the listener.
     *
     * @return what it returned; {@code null} for a void one
     */
    @Nullable
    Object call();

    /** Asks the application whether the effect is there already; only for listeners that declare such a question. */
    boolean alreadyDone();

    /** To be called when the effect is committed, before anybody is told. */
    void committed();

    /** Whether the process counts as dead after this failure, so that nothing more may be done for the delivery. */
    boolean endsProcess(Throwable failure);
}
