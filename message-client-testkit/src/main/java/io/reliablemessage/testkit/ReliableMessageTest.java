package io.reliablemessage.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;

/**
 * Runs a test class against the whole application, as {@link SpringBootTest} does, but with message-service and broker in memory:
 * nothing is sent or delivered except by the {@link Pump}, on the test's own thread, and no time passes except by
 * {@link Pump#advance}. Listeners, records of idempotency and the application's transactions are the real ones, on the application's own
 * {@code DataSource}; the SDK's tables are created if they are missing.
 *
 * <p>The test gets {@link Pump}, {@link SentMessages}, {@link OutsideEffects} and {@link Reconciler} as beans or as parameters of its methods. It must not be
 * {@code @Transactional}: a message exists once the transaction has committed. After each test the tables are put back as they were before
 * it, up to {@link #maxRows()} rows each.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest
@ExtendWith(ReliableMessageExtension.class)
public @interface ReliableMessageTest {

    /** The configuration to load; found from the test's package upwards if there is none. */
    @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
    Class<?>[] classes() default {};

    /** Properties as {@code name=value}. */
    @AliasFor(annotation = SpringBootTest.class, attribute = "properties")
    String[] properties() default {};

    @AliasFor(annotation = SpringBootTest.class, attribute = "webEnvironment")
    SpringBootTest.WebEnvironment webEnvironment() default SpringBootTest.WebEnvironment.MOCK;

    /**
     * Columns that may differ between a clean delivery and one with duplicates: {@code table.column}, {@code *.column} or {@code table.*}.
     * Generated ids, what refers to them, and columns of a time type are not compared anyway, beyond being null or not.
     */
    String[] ignore() default {};

    /** The most rows that a table may have, 1 to 1,000,000; a test with a larger table fails and names it. */
    int maxRows() default 10_000;
}
