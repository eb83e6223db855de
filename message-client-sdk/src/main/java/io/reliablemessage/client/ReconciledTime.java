package io.reliablemessage.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The attribute of a JPA entity that says when it became a fact, or took effect: an {@code Instant}, {@code OffsetDateTime}, {@code ZonedDateTime}, {@code Date}, a
 * {@code LocalDateTime} in UTC, or a {@code Long} of milliseconds since 1970.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface ReconciledTime {}
