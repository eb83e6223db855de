package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.ReconciliationEntry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.springframework.util.ReflectionUtils;

/** The application's method that produces the messages of one topic again. */
final class MissingMessageMethod {
    private final Object bean;
    private final Method method;
    private final String name;

    /**
     * @param method one parameter, the key or the entry; invocable on the bean
     * @param name how people call it
     */
    MissingMessageMethod(Object bean, Method method, String name) {
        this.bean = bean;
        this.method = method;
        this.name = name;
        ReflectionUtils.makeAccessible(method);
    }

    /** Calls the method and throws what it throws. */
    void call(ReconciliationEntry fact) throws Throwable {
        try {
            method.invoke(bean, method.getParameterTypes()[0] == ReconciliationEntry.class ? fact : fact.key());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
