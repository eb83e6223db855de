package io.reliablemessage.client.internal.idempotent;

import java.beans.Introspector;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * The way from a method's arguments to a value: a parameter, then record components, getters or keys of maps. It is checked against the
 * declared types once; nothing of it is an expression language.
 */
final class PropertyPath {
    private final String text;
    private final int parameter;
    private final List<Step> steps;

    private PropertyPath(String text, int parameter, List<Step> steps) {
        this.text = text;
        this.parameter = parameter;
        this.steps = steps;
    }

    /**
     * @param names the names of the method's parameters
     * @throws IllegalArgumentException if the path leads nowhere; the message is a sentence without its subject
     */
    static PropertyPath of(String text, Method method, Class<?> target, List<String> names) {
        String[] parts = text.split("\\.", -1);
        int parameter = names.indexOf(parts[0]);
        if (parameter < 0) {
            throw new IllegalArgumentException(
                    "begins with '" + parts[0] + "', which is no parameter; the parameters are " + names);
        }
        ResolvableType type =
                ResolvableType.forMethodParameter(new MethodParameter(method, parameter).withContainingClass(target));
        List<Step> steps = new ArrayList<>();
        for (String name : Arrays.asList(parts).subList(1, parts.length)) {
            Step step = Step.of(name, type);
            steps.add(step);
            type = step.type();
        }
        return new PropertyPath(text, parameter, List.copyOf(steps));
    }

    /** The last part, which names the field. */
    String lastName() {
        return text.substring(text.lastIndexOf('.') + 1);
    }

    /** The value; null where it, or anything on the way to it, is null or an empty {@code Optional}. */
    @Nullable
    Object valueIn(@Nullable Object[] arguments) {
        Object value = present(arguments[parameter]);
        for (Step step : steps) {
            if (value == null) {
                return null;
            }
            value = present(step.valueIn(value));
        }
        return value;
    }

    private static @Nullable Object present(@Nullable Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    @Override
    public String toString() {
        return text;
    }

    /** @param accessor null for a key of a map */
    private record Step(String name, @Nullable Method accessor, ResolvableType type) {

        static Step of(String name, ResolvableType given) {
            ResolvableType owner = given.resolve() == Optional.class ? given.getGeneric() : given;
            Class<?> type = owner.resolve(Object.class);
            if (Map.class.isAssignableFrom(type)) {
                return new Step(name, null, owner.as(Map.class).getGeneric(1));
            }
            return Arrays.stream(type.getMethods())
                    .filter(method -> reads(method, name))
                    .findFirst()
                    .or(() -> Arrays.stream(type.getDeclaredMethods())
                            .filter(method -> !Modifier.isPrivate(method.getModifiers()) && reads(method, name))
                            .findFirst())
                    .map(method -> {
                        ReflectionUtils.makeAccessible(method);
                        return new Step(name, method, ResolvableType.forMethodReturnType(method, type));
                    })
                    .orElseThrow(() -> new IllegalArgumentException(
                            "asks for '" + name + "', which " + type.getName() + " does not have"));
        }

        private static boolean reads(Method method, String name) {
            if (method.getParameterCount() > 0
                    || method.getReturnType() == void.class
                    || Modifier.isStatic(method.getModifiers())
                    || method.isBridge()) {
                return false;
            }
            String accessor = method.getName();
            return accessor.equals(name)
                    || accessor.startsWith("get")
                            && Introspector.decapitalize(accessor.substring(3)).equals(name)
                    || accessor.startsWith("is")
                            && Introspector.decapitalize(accessor.substring(2)).equals(name);
        }

        @Nullable
        Object valueIn(Object owner) {
            if (accessor == null) {
                return ((Map<?, ?>) owner).get(name);
            }
            try {
                return accessor.invoke(owner);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(accessor + " cannot be called", e);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(accessor + " has thrown", e.getCause());
            }
        }
    }
}
