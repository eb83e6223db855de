package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.Idempotent;
import io.reliablemessage.client.internal.SetupException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds the idempotent methods of all beans when they are created, and refuses what would not be idempotent. */
final class IdempotentScan implements BeanPostProcessor {
    private final Declarations declarations;
    private final Map<String, IdempotentMethod> byOperation = new LinkedHashMap<>();

    IdempotentScan(Declarations declarations) {
        this.declarations = declarations;
    }

    /** The methods of all beans that have been created so far. */
    synchronized Collection<IdempotentMethod> methods() {
        return List.copyOf(byOperation.values());
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        // A scoped proxy leads to a bean that is looked at by itself.
        if (!(bean instanceof AopInfrastructureBean) && AnnotationUtils.isCandidateClass(type, Idempotent.class)) {
            Map<Method, Idempotent> methods = MethodIntrospector.selectMethods(
                    type, (MethodIntrospector.MetadataLookup<@Nullable Idempotent>) Declarations::annotation);
            methods.keySet().forEach(method -> add(bean, type, method));
        }
        return bean;
    }

    private synchronized void add(Object bean, Class<?> type, Method method) {
        IdempotentMethod understood = declarations.of(method, type);
        requireProxy(bean, understood);
        IdempotentMethod other = byOperation.putIfAbsent(understood.operation(), understood);
        if (other != null && !other.method().equals(method)) {
            throw new SetupException(
                    understood.name() + " and " + other.name() + " are both operation '" + understood.operation() + "'",
                    "Their keys would meet: give them different names by @Idempotent(operation = …).");
        }
    }

    private static void requireProxy(Object bean, IdempotentMethod method) {
        if (!IdempotentAdvisor.isIn(bean)) {
            throw new SetupException(
                    method.name() + " is @Idempotent, but Spring has made no proxy for its bean",
                    "The class must not be final, spring.aop.auto must not be off, and the bean must not be needed by a BeanPostProcessor.");
        }
        try {
            AopUtils.selectInvocableMethod(method.method(), bean.getClass());
        } catch (IllegalStateException e) {
            throw new SetupException(
                    method.name() + " is @Idempotent, but cannot be called through its bean's proxy: " + e.getMessage(),
                    "Declare it in the interface, or set spring.aop.proxy-target-class to true.");
        }
    }
}
