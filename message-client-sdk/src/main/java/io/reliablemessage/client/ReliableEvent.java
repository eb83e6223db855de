package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record or class an event that is sent as a reliable message when it is published:
 *
 * <pre>{@code
 * @ReliableEvent(topic = "order-paid", key = {"merchantNo", "orderNo"})
 * record OrderPaid(String merchantNo, String orderNo, BigDecimal amount) {}
 * }</pre>
 *
 * <p>{@code ApplicationEventPublisher.publishEvent(event)} does what {@link ReliableMessages#send(Message)} does, with the event itself as
 * payload, on the publisher's thread and in its transaction, even where the application's event multicaster is asynchronous; and it
 * throws what {@code send} throws, {@link NoTransactionException} outside of a transaction first of all. Listeners of the application
 * get the event as well. An {@code ErrorHandler} on the multicaster would swallow the exceptions, and the message with them.
 *
 * <p>The annotation may also be on a superclass or interface; the nearest one counts.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ReliableEvent {
    /** The topic, which an administrator registered; {@code ${…}} is resolved. */
    String topic();

    /**
     * The fields of the business key, in order: names of record components or getters, or paths of them such as {@code order.no}, whose
     * last name is the field's. Values are texts, whole numbers, {@code BigDecimal}s (1.5 and 1.50 are the same), booleans, enums (by their
     * names), UUIDs and dates; none of them may be null. Empty: no business key.
     */
    String[] key() default {};

    /** The tag by which groups select; {@code ${…}} is resolved; empty for none. */
    String tag() default "";

    /** Whether the message is {@link Message#unique() unique}; needs a key. */
    boolean unique() default false;
}
