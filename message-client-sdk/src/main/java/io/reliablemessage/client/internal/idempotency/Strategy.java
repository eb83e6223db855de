package io.reliablemessage.client.internal.idempotency;

/**
 * Makes the effect of a delivery happen once, however often the delivery comes. The dedup table is one; what they promise is in the
 * Javadoc of the annotation that chooses each.
 */
public interface Strategy {

    /**
     * Calls the listener, or finds out why not.
     *
     * @throws KeyInUseException if a copy of the delivery is at work and did not end within the patience
     * @throws UnreadableMessageException if the business key lacks what the strategy needs of it
     * @throws io.reliablemessage.client.RetryLater if the delivery comes too early
     * @throws io.reliablemessage.client.Rejected if it can never take effect
     * @throws RuntimeException whatever the listener or a store throws; no effect that the strategy can take back is left
     */
    Effect takeEffect(Attempt attempt);
}
