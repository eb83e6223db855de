package io.reliablemessage.client.internal.consume;

/** Looks whether a payload that could be read is also valid. */
@FunctionalInterface
interface PayloadCheck {

    /** @throws io.reliablemessage.client.internal.idempotency.UnreadableMessageException if it is not; the message says what is wrong */
    void check(Object payload);
}
