package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a bean that produces the message of a fact again, when the books were compared and the message is not there.
 *
 * <p>The method takes the fact's {@link io.reliablemessage.protocol.BusinessKey}, or the {@link ReconciliationEntry}. It is called in a
 * transaction of its own, after the fact was found in the {@link ReconciliationSource} of the topic, and sends exactly one message: of
 * this topic, with this very key, by {@link ReliableMessages#send}. Anything else, and whatever it throws, rolls back. {@link ReliableMessages#submit}
 * has no place in it.
 *
 * <p>The application does not start with two methods for one topic, nor with one whose topic has no source of facts.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnMissingMessage {

    /** The topic of the messages; may contain {@code ${placeholders}}. */
    String topic();
}
