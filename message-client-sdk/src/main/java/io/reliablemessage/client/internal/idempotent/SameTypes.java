package io.reliablemessage.client.internal.idempotent;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a copy has the types of what it was made of: in containers, arrays and records at any depth, in other objects the class itself.
 * A {@code List} stays a list and a {@code Map} a map, whoever implements them.
 */
final class SameTypes {
    private SameTypes() {}

    static boolean in(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one instanceof Optional<?> left && other instanceof Optional<?> right) {
            return in(left.orElse(null), right.orElse(null));
        }
        if (one instanceof Map<?, ?> left && other instanceof Map<?, ?> right) {
            return left.size() == right.size()
                    && left.keySet().stream()
                            .allMatch(key -> right.containsKey(key) && in(left.get(key), right.get(key)));
        }
        if (one instanceof Set<?> left && other instanceof Set<?> right) {
            return left.size() == right.size() && classes(left).equals(classes(right));
        }
        if (one instanceof List<?> && other instanceof List<?>) {
            return pairwise((Collection<?>) one, (Collection<?>) other);
        }
        if (one.getClass() != other.getClass()) {
            return false;
        }
        if (one.getClass().isArray()) {
            return arrays(one, other);
        }
        return !one.getClass().isRecord() || records(one, other);
    }

    private static boolean pairwise(Collection<?> one, Collection<?> other) {
        Iterator<?> left = one.iterator();
        Iterator<?> right = other.iterator();
        while (left.hasNext() && right.hasNext()) {
            if (!in(left.next(), right.next())) {
                return false;
            }
        }
        return left.hasNext() == right.hasNext();
    }

    private static Set<Class<?>> classes(Set<?> elements) {
        return elements.stream()
                .map(element -> element == null ? Void.class : element.getClass())
                .collect(Collectors.toSet());
    }

    private static boolean arrays(Object one, Object other) {
        int length = Array.getLength(one);
        if (length != Array.getLength(other)
                || one.getClass().getComponentType().isPrimitive()) {
            return length == Array.getLength(other);
        }
        for (int i = 0; i < length; i++) {
            if (!in(Array.get(one, i), Array.get(other, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean records(Object one, Object other) {
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                if (!in(
                        component.getAccessor().invoke(one),
                        component.getAccessor().invoke(other))) {
                    return false;
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
        return true;
    }
}
