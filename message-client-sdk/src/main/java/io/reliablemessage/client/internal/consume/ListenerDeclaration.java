package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.Skipping;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.Versioned;
import io.reliablemessage.client.internal.idempotency.KeySelection;
import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.client.internal.idempotency.StateOrder;
import io.reliablemessage.protocol.BusinessKey;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.ReflectionUtils;

/** The annotations beside {@link ReliableMessageListener}, checked and put together. */
final class ListenerDeclaration {
    private static final List<Class<? extends Annotation>> STRATEGIES =
            List.of(StateMachine.class, Versioned.class, RedisFlag.class, BusinessQuery.class);

    private final String at;
    private final Method method;
    private final String[] key;
    private final boolean keepsResult;

    /** @param at the method's name with its class */
    ListenerDeclaration(String at, Method method, String[] key) {
        this.at = at;
        this.method = method;
        this.key = key;
        this.keepsResult = AnnotatedElementUtils.hasAnnotation(method, StoredResult.class);
    }

    /** @throws ConsumerSetupException if the annotations contradict each other, or one of them is beyond its limits */
    Protection protection() {
        List<String> declared = Stream.of(STRATEGIES.toArray(Class<?>[]::new))
                .filter(each -> AnnotatedElementUtils.hasAnnotation(method, each.asSubclass(Annotation.class)))
                .map(each -> "@" + each.getSimpleName())
                .toList();
        if (declared.size() > 1) {
            throw new ConsumerSetupException(
                    at + " has " + String.join(" and ", declared), "They exclude each other: choose one.");
        }
        checkResult();
        StateMachine states = find(StateMachine.class);
        if (states != null) {
            return states(states);
        }
        Versioned versions = find(Versioned.class);
        if (versions != null) {
            return versions(versions);
        }
        RedisFlag flag = find(RedisFlag.class);
        if (flag != null) {
            return flag(flag);
        }
        KeySelection selection = selection("key", key);
        if (find(BusinessQuery.class) != null) {
            if (keepsResult) {
                throw new ConsumerSetupException(
                        at + " has @StoredResult and @BusinessQuery",
                        "A business query keeps no record that could hold the result: remove one of the two.");
            }
            return new Protection.Query(selection);
        }
        return new Protection.Table(selection, keepsResult);
    }

    /** The method that {@link BusinessQuery} names; {@code null} without the annotation. */
    @Nullable
    Method query(Class<?> type) {
        BusinessQuery annotation = find(BusinessQuery.class);
        if (annotation == null) {
            return null;
        }
        Class<?> payload = payloadType(method);
        List<Method> candidates = Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                .filter(each -> each.getName().equals(annotation.value()))
                .filter(each -> each.getReturnType() == boolean.class)
                .filter(each -> takes(each, payload))
                .toList();
        if (candidates.size() != 1) {
            throw new ConsumerSetupException(
                    at + " has @BusinessQuery(\"" + annotation.value() + "\"), and " + type.getSimpleName()
                            + (candidates.isEmpty() ? " has no such method" : " has several such methods"),
                    "Give the class one method boolean " + annotation.value() + "(" + payload.getSimpleName()
                            + "), optionally with a Delivery.");
        }
        return candidates.get(0);
    }

    private static Class<?> payloadType(Method listener) {
        Class<?> first = listener.getParameterTypes()[0];
        return first == Delivery.class ? listener.getParameterTypes()[1] : first;
    }

    private static boolean takes(Method query, Class<?> payload) {
        List<Class<?>> parameters = List.of(query.getParameterTypes());
        return parameters.equals(List.of(payload))
                || parameters.equals(List.of(payload, Delivery.class))
                || parameters.equals(List.of(Delivery.class, payload));
    }

    private void checkResult() {
        boolean returns = method.getReturnType() != void.class;
        if (returns && !keepsResult) {
            throw new ConsumerSetupException(
                    at + " returns " + method.getReturnType().getSimpleName(),
                    "A listener is void: its normal return is the success, and nothing may go on after it. To keep what it"
                            + " returns, add @StoredResult.");
        }
        if (!returns && keepsResult) {
            throw new ConsumerSetupException(
                    at + " has @StoredResult and returns void", "Let it return the result, or remove @StoredResult.");
        }
        if (keepsResult && isAsynchronous(method.getReturnType())) {
            throw new ConsumerSetupException(
                    at + " returns " + method.getReturnType().getSimpleName(),
                    "A listener's effect is complete when it returns: let it return the result itself.");
        }
    }

    private static boolean isAsynchronous(Class<?> type) {
        return java.util.concurrent.Future.class.isAssignableFrom(type)
                || java.util.concurrent.CompletionStage.class.isAssignableFrom(type)
                || type.getName().startsWith("reactor.");
    }

    private Protection states(StateMachine annotation) {
        KeySelection entity = entity("@StateMachine", annotation.entity(), "state", annotation.state());
        boolean byEnum = annotation.statesOf() != StateMachine.None.class;
        if (byEnum == (annotation.states().length > 0)) {
            throw new ConsumerSetupException(
                    at + " has @StateMachine with "
                            + (byEnum ? "both states and statesOf" : "neither states nor statesOf"),
                    "Give one of the two.");
        }
        List<String> states = byEnum
                ? Arrays.stream(annotation.statesOf().getEnumConstants())
                        .map(Enum::name)
                        .toList()
                : List.of(annotation.states());
        try {
            return new Protection.States(
                    entity,
                    annotation.state(),
                    StateOrder.of(states),
                    annotation.skipping() == Skipping.WAIT,
                    keepsResult);
        } catch (IllegalArgumentException e) {
            throw new ConsumerSetupException(
                    at + " has @StateMachine with states " + states + ": " + e.getMessage(),
                    "Give the states from the first to the last, each once, alternatives joined by '|'.");
        }
    }

    private Protection versions(Versioned annotation) {
        KeySelection entity = entity("@Versioned", annotation.entity(), "version", annotation.version());
        if (annotation.first() < 0) {
            throw new ConsumerSetupException(
                    at + " has @Versioned with first " + annotation.first(), "Versions begin with 0 or more.");
        }
        return new Protection.Versions(
                entity, annotation.version(), annotation.gap() == Skipping.WAIT, annotation.first(), keepsResult);
    }

    private Protection flag(RedisFlag annotation) {
        Duration lease = duration("lease", annotation.lease(), Duration.ofSeconds(1), Duration.ofHours(1));
        Duration shortest = annotation.recordInTable() ? Duration.ofMinutes(1) : Duration.ofDays(30);
        Duration retention = duration("retention", annotation.retention(), shortest, Duration.ofDays(3650));
        if (keepsResult && !annotation.recordInTable()) {
            throw new ConsumerSetupException(
                    at + " has @StoredResult and @RedisFlag without recordInTable",
                    "The result is kept with the record in the table: set recordInTable = true, or remove @StoredResult.");
        }
        return new Protection.Flag(selection("key", key), lease, retention, annotation.recordInTable(), keepsResult);
    }

    private Duration duration(String attribute, String text, Duration least, Duration most) {
        Duration value;
        try {
            value = DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
        } catch (IllegalArgumentException e) {
            throw new ConsumerSetupException(
                    at + " has @RedisFlag with " + attribute + " '" + text + "'",
                    "Write a duration such as 30s, 1m or 90d.");
        }
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConsumerSetupException(
                    at + " has @RedisFlag with " + attribute + " " + text,
                    "It must be between " + least + " and " + most + ".");
        }
        return value;
    }

    private KeySelection entity(String annotation, String[] entity, String attribute, String field) {
        if (key.length > 0) {
            throw new ConsumerSetupException(
                    at + " has a key and " + annotation, "Its key is entity and " + attribute + ": remove the key.");
        }
        if (entity.length == 0) {
            throw new ConsumerSetupException(
                    at + " has " + annotation + " without entity",
                    "Name the 1 to " + (BusinessKey.MAX_FIELDS - 1)
                            + " fields of the business key that name the entity.");
        }
        List<String> all = new ArrayList<>(List.of(entity));
        all.add(field);
        selection(annotation + " entity and " + attribute, all.toArray(String[]::new));
        return new KeySelection(List.of(entity));
    }

    private KeySelection selection(String attribute, String[] names) {
        if (names.length > 0) {
            try {
                BusinessKey all = BusinessKey.of(names[0], "any");
                for (String name : Arrays.asList(names).subList(1, names.length)) {
                    all = all.and(name, "any");
                }
            } catch (IllegalArgumentException e) {
                throw new ConsumerSetupException(
                        at + " selects " + attribute + " " + Arrays.toString(names) + ": " + e.getMessage(),
                        "Name 1 to " + BusinessKey.MAX_FIELDS + " distinct fields of the business key.");
            }
        }
        return new KeySelection(List.of(names));
    }

    private <A extends Annotation> @Nullable A find(Class<A> type) {
        return AnnotatedElementUtils.findMergedAnnotation(method, type);
    }
}
