package io.reliablemessage.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Instead of {@code @Test}: runs the test with one clean delivery of each message, and then once for each point at which the consumer dies
 * in the first delivery of each message, which then comes again; compares as {@link DeliverTwice} does.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ScenarioProvider.class)
public @interface CrashAt {
    /** Where it dies, one run each. */
    CrashPoint[] value();
}
