package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks the application whether the effect is there already. Beside {@link ReliableMessageListener}, for effects that the business data itself
 * shows: a booking with this order number, a coupon that is used.
 *
 * <p><b>What it does.</b> In the transaction of the effect it holds a lock on the key ({@code rm_key_lock}), calls the method named here, and
 * calls the listener only if that says no. Two copies ask one after the other, so that both cannot see "no".
 *
 * <p><b>What it promises.</b> The effect happens exactly once, as far as the answer is right: what the listener commits must make the answer
 * "yes". Nothing is kept, so nothing expires.
 *
 * <p><b>Its limit.</b> The lock holds back other deliveries to this group, and no other writer of the same data; a unique key there does. The same
 * key with another payload is taken for a duplicate, since no digest is kept. The transaction must see what others committed before: under
 * {@code SERIALIZABLE}, or a snapshot taken before the lock, it may not.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface BusinessQuery {
    /**
     * The name of a method of the same class that returns {@code boolean} and takes the listener's payload and optionally a
     * {@link Delivery}: whether the effect is there.
     */
    String value();
}
