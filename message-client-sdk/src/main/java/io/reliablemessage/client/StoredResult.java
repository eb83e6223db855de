package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps what the listener returns, beside {@link ReliableMessageListener}; {@link StoredResults} reads it. Goes with the default strategy and
 * with {@link StateMachine}, {@link Versioned} and {@link RedisFlag#recordInTable()}.
 *
 * <p><b>What it does.</b> The returned value is written as JSON, with the application's {@code JsonMapper}, into the record of the key, in the
 * transaction of the effect. A duplicate does not call the listener, and the first result stays.
 *
 * <p><b>What it promises.</b> Effect and result are there together or not at all, and the result never changes.
 *
 * <p><b>Its limit.</b> At most 1 MiB of JSON; more fails the delivery. It is kept as long as the record,
 * {@code reliable-message.consumer.idempotency-retention}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface StoredResult {}
