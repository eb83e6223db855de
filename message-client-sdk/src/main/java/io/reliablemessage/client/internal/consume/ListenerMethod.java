package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.internal.idempotency.UnreadableMessageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The method that consumes: reads the payload as the type that the method takes, and calls it. */
final class ListenerMethod {
    private final Object bean;
    private final Method method;
    private final Class<?> declaredBy;
    private final int payloadIndex;
    private final @Nullable Method query;
    private final JsonMapper json;

    /**
     * @param method one payload parameter and at most one {@link Delivery}, invocable on the bean
     * @param declaredBy the class that the application wrote, under any proxy
     * @param query the method that answers whether the effect is there, with parameters like the listener's; {@code null} for none
     */
    ListenerMethod(Object bean, Method method, Class<?> declaredBy, @Nullable Method query, JsonMapper json) {
        this.bean = bean;
        this.method = method;
        this.declaredBy = declaredBy;
        this.payloadIndex = payloadIndex(method);
        this.query = query;
        this.json = json;
        ReflectionUtils.makeAccessible(method);
        if (query != null) {
            ReflectionUtils.makeAccessible(query);
        }
    }

    /** @throws UnreadableMessageException if the bytes are not what the method takes */
    Object read(byte[] payload) {
        Type type = method.getGenericParameterTypes()[payloadIndex];
        if (type == byte[].class) {
            return payload;
        }
        if (type == String.class) {
            return utf8(payload);
        }
        try {
            Object value = json.readValue(payload, json.constructType(type));
            if (value == null) {
                throw new UnreadableMessageException("The payload is the JSON value null");
            }
            return value;
        } catch (JacksonException e) {
            throw new UnreadableMessageException("The payload cannot be read as " + type.getTypeName(), e);
        }
    }

    /** Calls the method and throws what it throws. */
    @Nullable
    Object call(Object payload, Delivery delivery) throws Throwable {
        return invoke(method, payload, delivery);
    }

    /** Asks whether the effect is there; only where there is such a method. */
    @Nullable
    Object query(Object payload, Delivery delivery) throws Throwable {
        return invoke(Objects.requireNonNull(query), payload, delivery);
    }

    private @Nullable Object invoke(Method called, Object payload, Delivery delivery) throws Throwable {
        Object[] arguments = new Object[called.getParameterCount()];
        int index = payloadIndex(called);
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == index ? payload : delivery;
        }
        try {
            return called.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static int payloadIndex(Method called) {
        return called.getParameterTypes()[0] == Delivery.class ? 1 : 0;
    }

    Class<?> declaredBy() {
        return declaredBy;
    }

    private static String utf8(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableMessageException("The payload is not UTF-8", e);
        }
    }

    @Override
    public String toString() {
        return declaredBy.getName() + "." + method.getName();
    }
}
