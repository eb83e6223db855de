package io.reliablemessage.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Instead of {@code @Test}: runs the test with one clean delivery of each message, and then with each message delivered on several threads
 * at the same moment; compares as {@link DeliverTwice} does. The connection pool needs as many connections.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ScenarioProvider.class)
public @interface DeliverConcurrently {
    /** How many threads, 2 to 64. */
    int value() default 4;
}
