package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps a flag per key in Redis. Beside {@link ReliableMessageListener}, for listeners whose effect is not in a database transaction, or to
 * keep floods of duplicates away from the database. Needs {@code spring-data-redis} and a {@code RedisConnectionFactory}, and works without
 * a {@code DataSource}.
 *
 * <p><b>What it does.</b> {@code SET NX} with a random token and a lease that is renewed while the listener runs; then, by a script that
 * compares the token, the flag is marked as done with the digest of the payload and kept for the retention. A copy that finds it running is
 * let go; one that finds it done is a duplicate, or a key conflict if its payload differs. Where there is a transaction manager the listener
 * runs in a transaction.
 *
 * <p><b>What it promises.</b> Two copies never run at the same time while Redis is there and the process is not paused for longer than the
 * lease; a process that dies while the listener runs blocks the message for the lease at most; a failure of the listener gives the flag back
 * at once. When Redis is away the delivery fails and is repeated; it is never taken for done.
 *
 * <p><b>Its limit.</b> The flag and the business are not one transaction. A process that dies after the effect and before the mark, a commit whose answer is
 * lost, and a Redis that forgets keys (failover to a replica, eviction, restart without persistence) let the effect happen once more. With
 * {@link #recordInTable()} the dedup table decides in the transaction of the effect and Redis only keeps duplicates away from it: then the
 * effect happens exactly once whatever Redis does, and when Redis is away the table decides alone.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RedisFlag {
    /** How long a process that died blocks the message; 1 s to 1 h, as in {@code 1m}. A pause of the process that lasts longer lets a copy run beside it. */
    String lease() default "1m";

    /** How long what was done is remembered; 30 days or more, since messages can be replayed for so long; with {@link #recordInTable()} 1 minute or more. */
    String retention() default "90d";

    /** Whether the dedup table decides as well; needs the business database. */
    boolean recordInTable() default false;
}
