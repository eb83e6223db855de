package io.reliablemessage.client.internal.idempotency;

/** Decides inside the transaction, when the delivery's record is in, whether the listener is to be called. */
@FunctionalInterface
interface Condition {
    Condition ALWAYS = (attempt, again) -> Effect.TAKEN;

    /**
     * @param again whether the transaction has run before and was rolled back
     * @return {@link Effect#TAKEN} to call the listener; after any other effect but a conflict the record is committed without the call
     * @throws RuntimeException to roll back
     */
    Effect check(Attempt attempt, boolean again);
}
