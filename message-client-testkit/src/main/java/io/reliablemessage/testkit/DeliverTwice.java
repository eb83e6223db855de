package io.reliablemessage.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Instead of {@code @Test}: runs the test with one clean delivery of each message, and then once for each cause of duplicates, in each of
 * which every message comes more than once. Fails where the database, the messages sent on, or the {@link OutsideEffects} are not as after the
 * clean run, and shows the difference.
 *
 * <p>Each run begins with the tables as they were before the first one. Needs {@link ReliableMessageTest} on the class.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ScenarioProvider.class)
public @interface DeliverTwice {
    /** Only these; empty for all. */
    Cause[] value() default {};

    /** All but these. */
    Cause[] except() default {};
}
