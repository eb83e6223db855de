package io.reliablemessage.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** {@link DeliverTwice} for every cause, {@link CrashAt} every point and {@link DeliverConcurrently} in one. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@DeliverTwice
@CrashAt({CrashPoint.BEFORE_EFFECT, CrashPoint.AFTER_EFFECT, CrashPoint.AFTER_COMMIT, CrashPoint.AFTER_RECEIPT})
@DeliverConcurrently
public @interface EveryCause {}
