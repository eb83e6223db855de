package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;

/** Lets tests interrupt deliveries; in production nobody does. */
@FunctionalInterface
public interface Failpoints {
    Failpoints NONE = (point, delivery) -> {};

    /** May throw {@link SimulatedCrash}, start the same delivery on another thread, or do nothing. */
    void reach(Failpoint point, Delivery delivery);
}
