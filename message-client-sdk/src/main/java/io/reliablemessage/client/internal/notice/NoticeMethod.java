package io.reliablemessage.client.internal.notice;

import io.reliablemessage.client.Undeliverable;
import io.reliablemessage.protocol.Notice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.springframework.util.ReflectionUtils;
import tools.jackson.databind.json.JsonMapper;

/** The application's method for one topic. */
final class NoticeMethod {
    private final String topic;
    private final Object bean;
    private final Method method;
    private final String name;
    private final JsonMapper json;

    /**
     * @param method one {@link Undeliverable} parameter and at most one payload, invocable on the bean
     * @param name how people call it
     */
    NoticeMethod(String topic, Object bean, Method method, String name, JsonMapper json) {
        this.topic = topic;
        this.bean = bean;
        this.method = method;
        this.name = name;
        this.json = json;
        ReflectionUtils.makeAccessible(method);
    }

    String topic() {
        return topic;
    }

    /** Calls the method and throws what it throws, or what the payload's reading throws. */
    void call(Notice notice) throws Throwable {
        Type[] types = method.getGenericParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i] == Undeliverable.class ? undeliverable(notice) : payload(notice, types[i]);
        }
        try {
            method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object payload(Notice notice, Type type) {
        byte[] payload = notice.payload();
        if (payload == null) {
            throw new IllegalStateException("The service no longer has the payload that " + name + " takes");
        }
        if (type == byte[].class) {
            return payload;
        }
        return type == String.class
                ? new String(payload, StandardCharsets.UTF_8)
                : json.readValue(payload, json.constructType(type));
    }

    private static Undeliverable undeliverable(Notice notice) {
        return new Undeliverable(
                notice.messageId(),
                notice.topic(),
                notice.key(),
                notice.kind(),
                notice.group(),
                notice.reason(),
                notice.error() == null ? notice.errorType() : notice.error(),
                notice.round(),
                notice.at());
    }

    @Override
    public String toString() {
        return name;
    }
}
