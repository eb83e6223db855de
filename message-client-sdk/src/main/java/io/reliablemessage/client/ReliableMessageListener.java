package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a Spring bean the consumer of one topic for one group.
 *
 * <p>The method runs inside a database transaction that also holds the record of the message's idempotency key: what it writes
 * through that transaction takes effect exactly once, however often the message is delivered. What it does outside the database
 * (calls, mails) happens at least once. A normal return commits; anything thrown rolls back and the service delivers again by the
 * topic's schedule; {@link Rejected} rolls back and sends the message to the dead letters at once. When the database ends the
 * transaction for a deadlock, the method is called again a few times before that counts as a failure.
 *
 * <p>What tells a duplicate is the record of its key in the transaction of the effect, unless {@link StateMachine}, {@link Versioned},
 * {@link RedisFlag} or {@link BusinessQuery} beside this annotation declares another strategy.
 *
 * <p>The method is {@code void}, unless it has {@link StoredResult}, and takes the payload, as {@code byte[]}, {@code String} (UTF-8) or any type that the application's
 * {@code JsonMapper} reads, and optionally a {@link Delivery}. It must not start a transaction of its own
 * ({@code REQUIRES_NEW}, {@code NOT_SUPPORTED}, {@code NEVER}) and must not be asynchronous.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ReliableMessageListener {
    /** The topic; {@code ${…}} is resolved. */
    String topic();

    /** The consumer group, at most 64 characters; {@code ${…}} is resolved. Every instance of the application has the same listeners for it. */
    String group();

    /** The tags that the group selects, joined by {@code ||}; empty for all. */
    String tag() default "";

    /** How many messages this listener adds to those that its group works on at the same time in this process; 1 to 64. */
    int concurrency() default 8;

    /**
     * The fields of the business key, in order, that tell one effect of the group from another; empty for the whole key as the
     * producer sent it, or the message id if it sent none. A message whose key lacks a selected field goes to the dead letters. All
     * listeners of a group have the same selection, since they share the group's records.
     */
    String[] key() default {};

    /**
     * Whether the messages of one queue are taken one after the other, in the order of their publishing; messages with the same ordering key
     * are in one queue. All listeners of a group are ordered, or none is.
     *
     * <p>A message that fails is tried again in its place up to three times, within some seconds, while the service is told that it is being
     * worked on. After that it is reported as failed, the ones behind it go on, and its later deliveries come out of order. So no order is
     * promised for messages that were delivered again, nor while the number of queues or consumers changes: where a wrong order does harm,
     * declare {@link StateMachine} or {@link Versioned}.
     */
    boolean ordered() default false;
}
