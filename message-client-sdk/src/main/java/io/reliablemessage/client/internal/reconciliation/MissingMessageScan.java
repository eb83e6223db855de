package io.reliablemessage.client.internal.reconciliation;

import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.protocol.BusinessKey;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.StringValueResolver;

/** Finds the {@link OnMissingMessage} methods of all beans, and refuses at the start what could not keep its promises. */
public final class MissingMessageScan implements BeanPostProcessor, EmbeddedValueResolverAware {
    private static final Set<Propagation> JOINING =
            Set.of(Propagation.REQUIRED, Propagation.SUPPORTS, Propagation.MANDATORY, Propagation.NESTED);

    private final Map<String, MissingMessageMethod> methods = new TreeMap<>();
    private @Nullable StringValueResolver placeholders;

    /** Those of all beans that have been created so far, by topic. */
    synchronized Map<String, MissingMessageMethod> methods() {
        return Map.copyOf(methods);
    }

    @Override
    public void setEmbeddedValueResolver(StringValueResolver resolver) {
        this.placeholders = resolver;
    }

    /** @throws SetupException if the bean has a method that could not keep its promises */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        if (AnnotationUtils.isCandidateClass(type, OnMissingMessage.class)) {
            Map<Method, OnMissingMessage> found = MethodIntrospector.selectMethods(
                    type, (MethodIntrospector.MetadataLookup<@Nullable OnMissingMessage>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, OnMissingMessage.class));
            found.forEach((method, annotation) -> add(bean, type, method, annotation));
        }
        return bean;
    }

    private synchronized void add(Object bean, Class<?> type, Method method, OnMissingMessage annotation) {
        String name = type.getName() + "." + method.getName();
        List<Class<?>> parameters = List.of(method.getParameterTypes());
        if (!parameters.equals(List.of(BusinessKey.class)) && !parameters.equals(List.of(ReconciliationEntry.class))) {
            throw new SetupException(
                    name + " takes "
                            + parameters.stream().map(Class::getSimpleName).toList(),
                    "An @OnMissingMessage method takes one BusinessKey or one ReconciliationEntry.");
        }
        checkTransaction(name, type, method);
        String topic = placeholders == null ? annotation.topic() : placeholders.resolveStringValue(annotation.topic());
        MissingMessageMethod added =
                new MissingMessageMethod(bean, AopUtils.selectInvocableMethod(method, bean.getClass()), name);
        MissingMessageMethod other = methods.putIfAbsent(String.valueOf(topic), added);
        if (other != null) {
            throw new SetupException(
                    other + " and " + name + " both produce missing messages of topic '" + topic + "'",
                    "Make them one method: each message is produced once.");
        }
    }

    private static void checkTransaction(String name, Class<?> type, Method method) {
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(type, Async.class)) {
            throw new SetupException(
                    name + " is @Async", "Its message would not be of the transaction that is checked: remove @Async.");
        }
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class);
        if (transactional == null) {
            transactional = AnnotatedElementUtils.findMergedAnnotation(type, Transactional.class);
        }
        if (transactional != null && !JOINING.contains(transactional.propagation())) {
            throw new SetupException(
                    name + " is @Transactional(propagation = " + transactional.propagation() + ")",
                    "Its message would not be of the transaction that is checked: remove the propagation.");
        }
    }
}
