package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a Spring bean or controller that takes effect once per key, however often it is called, from however many instances; a
 * repeated call gets what the first one returned.
 *
 * <p>The method runs in a transaction of the business database: the caller's, or one that is begun for it. Its effect, the record of its key and
 * its result are committed together. Calls with the same key wait for the one that is at work, for {@code
 * reliable-message.idempotent.duplicate-patience}; if that one rolls back, the next goes on. An exception, checked or not, rolls back
 * and leaves nothing behind: the next call with the key runs the method.
 *
 * <p>The result is kept as JSON, written with the application's {@code JsonMapper}; {@code void}, {@code null}, {@code Optional} and Spring's
 * {@code ResponseEntity} (status, headers except cookies, body) are results like others. What JSON would not give back as it was is refused with an {@link
 * UnrepeatableResultException} when the method returns, and its effect is rolled back.
 *
 * <p>Limits: effects outside of that database (a mail, an HTTP call) are not part of the promise. Records are kept for {@code
 * reliable-message.consumer.idempotency-retention}; a call that is repeated later than that takes effect again. As with every Spring
 * annotation of this kind, a call from within the same object does not pass the proxy and is not protected. Methods that are private, final or static, that are
 * {@code @Async}, return a future, a stream or a publisher, or leave the transaction (REQUIRES_NEW, NOT_SUPPORTED, NEVER, read-only) are refused at the start.
 *
 * <p>Callers see {@link InvalidIdempotencyKeyException}, {@link IdempotencyConflictException} and {@link
 * IdempotentCallInProgressException}; in a web application these become problem details with the status 400, 422 and 409.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Idempotent {

    /**
     * The name under which the calls are recorded: a letter or digit, then up to 62 letters, digits, {@code .}, {@code _} or {@code -}; unique in
     * the application. The default is the simple name of the class, a dot and the name of the method: renaming one of them makes it another
     * operation, and calls from before are not recognised any more. So name it before you rename.
     */
    String operation() default "";

    /**
     * Where the fields of the business key are: paths of properties that begin with the name of a parameter, in order, 1 to 4 of them, such
     * as {@code "request.merchantNo"}. A step is a record component, a getter, a method of that name without parameters, or a key of a {@code
     * Map}; the last step names the field. Values are text, enums, whole numbers, {@code BigDecimal}, booleans, UUIDs and dates of {@code java.time}.
     */
    String[] key() default {};

    /**
     * Instead of {@link #key()}, for controllers: the name of the request header that carries the key, usually {@code "Idempotency-Key"}. Keys of
     * different principals never meet.
     */
    String header() default "";

    /**
     * What must be the same when a call is repeated: paths as in {@link #key()}. The default is every argument, except what belongs to the
     * HTTP request as such (servlet types, principals, headers, cookies, attributes, binding results). Arguments are compared by their JSON, whatever the order of
     * properties, and properties that are null do not count; sets are compared in the order in which they are iterated.
     */
    String[] content() default {};
}
