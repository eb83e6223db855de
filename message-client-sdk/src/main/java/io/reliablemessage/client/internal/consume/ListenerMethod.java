package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.Delivery;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** The method that consumes: reads the payload as the type that the method takes, and calls it. */
final class ListenerMethod {
    private final Object bean;
    private final Method method;
    private final Class<?> declaredBy;
    private final int payloadIndex;
    private final @Nullable Method query;
    private final Payloads payloads;

    /**
     * @param method one payload parameter and at most one {@link Delivery}, invocable on the bean
     * @param declaredBy the class that the application wrote, under any proxy
     * @param query the method that answers whether the effect is there, with parameters like the listener's; {@code null} for none
     */
    ListenerMethod(Object bean, Method method, Class<?> declaredBy, @Nullable Method query, Payloads payloads) {
        this.bean = bean;
        this.method = method;
        this.declaredBy = declaredBy;
        this.payloadIndex = payloadIndex(method);
        this.query = query;
        this.payloads = payloads;
        ReflectionUtils.makeAccessible(method);
        if (query != null) {
            ReflectionUtils.makeAccessible(query);
        }
    }

    /** @throws io.reliablemessage.client.internal.idempotency.UnreadableMessageException if the bytes are not what the method takes */
    Object read(byte[] payload) {
        return payloads.read(method.getGenericParameterTypes()[payloadIndex], payload);
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

    @Override
    public String toString() {
        return declaredBy.getName() + "." + method.getName();
    }
}
