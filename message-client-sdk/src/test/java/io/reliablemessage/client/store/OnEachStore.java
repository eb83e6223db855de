package io.reliablemessage.client.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A contract that every database has to keep: the class has a constructor with one parameter of type {@link Stores}, and all its tests
 * run on each that this machine can have.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@MethodSource("io.reliablemessage.client.store.Stores#available")
public @interface OnEachStore {}
