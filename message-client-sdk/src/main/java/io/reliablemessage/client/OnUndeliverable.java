package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a bean that is told when a message of this application became undeliverable, so that it can compensate: a dead letter of a
 * group, expired, or cancelled by a check-back's verdict or an operator.
 *
 * <p>The method takes an {@link Undeliverable} and, if it wants to see what was sent, the payload as {@code byte[]}, {@code String} or a type
 * to be read from JSON. It runs in a transaction with a record of the notice, so that its effect is committed exactly once however often
 * the notice comes, on whichever instance. What it throws rolls back, and the notice comes again, later each time, for as long as the
 * service keeps it (30 days unless configured otherwise).
 *
 * <p>The application is told of what happens from its first start with the method on. An operator may still replay a dead letter after
 * that: a method that undoes the business says so in its own tables, and the consumers' effects have to bear the order of both. The application
 * does not start with two methods for one topic.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnUndeliverable {

    /** The topic that the messages were sent to; may contain {@code ${placeholders}}. */
    String topic();
}
