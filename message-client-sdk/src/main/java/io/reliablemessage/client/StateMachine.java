package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets an entity go only forward through its states. Beside {@link ReliableMessageListener}, for messages that tell the state of an order, a
 * ride, a shipment: they may come twice and in any order, and each state takes effect once at most.
 *
 * <p><b>What it does.</b> In the transaction of the effect it inserts the record of entity and state, as the default strategy does for a
 * key, and then moves the entity's row in {@code rm_entity_state} on; whoever of two messages of one entity is second waits for the first.
 * The same entity and state with another payload goes to the dead letters as a key conflict. Of the others:
 *
 * <ul>
 *   <li>a state later than the recorded one takes effect;
 *   <li>an earlier one is late: ignored, counted (outcome {@code late}) and receipted as consumed;
 *   <li>a state that was not declared, and an alternative of the recorded state ({@code DONE} after {@code CANCELLED}), is impossible: it goes
 *       to the dead letters as rejected.
 * </ul>
 *
 * <p><b>What it promises.</b> Each state of each entity takes effect at most once, never after a later state, and exactly once where no later
 * one came first.
 *
 * <p><b>Its limit.</b> What is ignored as late is never done: with {@link Skipping#APPLY} the listener must do for {@code SHIPPED} what is
 * needed if {@code PAID} never comes. Rows that nothing has moved for {@code reliable-message.consumer.entity-retention} are forgotten, and the
 * entity begins anew.
 *
 * <p>The key of the listener is entity and state; {@link ReliableMessageListener#key()} is left out.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface StateMachine {
    /** The fields of the business key that name the entity, 1 to 3. */
    String[] entity();

    /** The field of the business key that holds the state. */
    String state();

    /**
     * The states from the first to the last, two or more; alternatives that exclude each other are joined by {@code |}, as in
     * {@code "DONE|CANCELLED"}. Case counts. Excludes {@link #statesOf()}.
     */
    String[] states() default {};

    /** An enum whose constants are the states in their order. Excludes {@link #states()}. */
    Class<? extends Enum<?>> statesOf() default None.class;

    /** What becomes of a message whose entity has not been through all states before it. */
    Skipping skipping() default Skipping.APPLY;

    /** No enum. */
    enum None {}
}
