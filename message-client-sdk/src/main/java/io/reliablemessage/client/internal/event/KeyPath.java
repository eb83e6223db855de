package io.reliablemessage.client.internal.event;

import io.reliablemessage.client.InvalidMessageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A path such as {@code order.no} through record components and getters to one text; found by the declared types, once.
 *
 * @param text the path as written
 * @param accessors what to call, one after the other
 */
record KeyPath(String text, List<Method> accessors) {
    private static final Set<Class<?>> ONE_TEXT = Set.of(
            String.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class,
            BigDecimal.class,
            Boolean.class,
            Character.class,
            UUID.class);

    /** @throws IllegalArgumentException if there is no such way; its message is a sentence without its subject */
    static KeyPath of(Class<?> event, String text) {
        List<Method> accessors = new ArrayList<>();
        Class<?> type = event;
        for (String name : text.split("\\.", -1)) {
            Class<?> owner = type;
            Method accessor = accessor(owner, name)
                    .orElseThrow(() -> new IllegalArgumentException("has the key '" + text + "', but " + owner.getName()
                            + " has no record component or getter for '" + name + "'"));
            accessors.add(accessor);
            type = ClassUtils.resolvePrimitiveIfNecessary(accessor.getReturnType());
        }
        if (Modifier.isFinal(type.getModifiers()) && !hasOneText(type)) {
            throw new IllegalArgumentException(
                    "has the key '" + text + "', which is a " + type.getName()
                            + "; a part of a key is a text, a whole number, a BigDecimal, a boolean, an enum, a UUID or a date");
        }
        return new KeyPath(text, List.copyOf(accessors));
    }

    /** The last part, which names the field. */
    String name() {
        return text.substring(text.lastIndexOf('.') + 1);
    }

    /** @throws InvalidMessageException if there is no value, or none that has one text */
    String textOf(Object event) {
        Object value = event;
        for (Method accessor : accessors) {
            value = call(accessor, value);
            if (value == null) {
                throw new InvalidMessageException(
                        "key." + name(),
                        "must be given; " + accessor.getName() + " of "
                                + accessor.getDeclaringClass().getName() + " is null");
            }
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (!hasOneText(value.getClass())) {
            throw new InvalidMessageException(
                    "key." + name(), "must not be a " + value.getClass().getName() + ", which has no one text");
        }
        return value.toString();
    }

    private static boolean hasOneText(Class<?> type) {
        return ONE_TEXT.contains(type) || Enum.class.isAssignableFrom(type) || Temporal.class.isAssignableFrom(type);
    }

    private static Optional<Method> accessor(Class<?> owner, String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return Stream.of(name, "get" + capital, "is" + capital)
                .map(candidate -> ReflectionUtils.findMethod(owner, candidate))
                .filter(method -> method != null && isAccessor(method))
                .findFirst()
                .map(method -> {
                    ReflectionUtils.makeAccessible(method);
                    return method;
                });
    }

    /** A class's own method called like the property is none: {@code order.delete} is not to be called. */
    private static boolean isAccessor(Method method) {
        boolean plainName =
                !method.getName().startsWith("get") && !method.getName().startsWith("is");
        boolean component = method.getDeclaringClass().isRecord()
                && Arrays.stream(method.getDeclaringClass().getRecordComponents())
                        .anyMatch(one -> one.getName().equals(method.getName()));
        return method.getReturnType() != void.class
                && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isPrivate(method.getModifiers())
                && (!plainName || component || method.getDeclaringClass().isInterface());
    }

    private static @Nullable Object call(Method accessor, Object owner) {
        try {
            return accessor.invoke(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(accessor + " cannot be called", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(accessor + " has thrown", e.getCause());
        }
    }
}
