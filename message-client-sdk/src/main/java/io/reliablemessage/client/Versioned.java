package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Applies only what is newer than what was applied. Beside {@link ReliableMessageListener}, for messages that carry the whole new value with
 * its version: a stock level, a price, a profile.
 *
 * <p><b>What it does.</b> In the transaction of the effect it inserts the record of entity and version, as the default strategy does for a key,
 * and then moves the entity's row in {@code rm_entity_version} on; whoever of two messages of one entity is second waits for the first.
 *
 * <ul>
 *   <li>A newer version takes effect;
 *   <li>an older one that was not seen before is stale: ignored, counted (outcome {@code stale}) and receipted as consumed;
 *   <li>the same version with the same payload is a duplicate;
 *   <li>the same version with another payload means that two changes were made from one version. The second goes to the dead letters as a
 *       key conflict that names both messages and both digests; it is never taken for done.
 * </ul>
 *
 * <p><b>What it promises.</b> An entity's versions take effect in rising order, each at most once, and its newest one exactly once.
 *
 * <p><b>Its limit.</b> With {@link Skipping#APPLY} a version that comes after a newer one is never applied, so each message must carry the whole
 * value and not a change to it. With {@link Skipping#WAIT} every version must come. Rows that nothing has moved for
 * {@code reliable-message.consumer.entity-retention} are forgotten, and the entity begins anew.
 *
 * <p>The key of the listener is entity and version; {@link ReliableMessageListener#key()} is left out.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Versioned {
    /** The fields of the business key that name the entity, 1 to 3. */
    String[] entity();

    /**
     * The field of the business key that holds the version: a decimal number from 0 to {@link Long#MAX_VALUE} without leading zeros.
     * Anything else goes to the dead letters as unreadable.
     */
    String version();

    /** What becomes of a version when the one before it has not come. */
    Skipping gap() default Skipping.APPLY;

    /** With {@link Skipping#WAIT}: the version that an entity begins with, 0 or more. */
    long first() default 1;
}
