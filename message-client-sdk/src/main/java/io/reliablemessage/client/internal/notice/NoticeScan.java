package io.reliablemessage.client.internal.notice;

import io.reliablemessage.client.OnUndeliverable;
import io.reliablemessage.client.Undeliverable;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.protocol.MessageLimits;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
import tools.jackson.databind.json.JsonMapper;

/** Finds the {@link OnUndeliverable} methods of all beans, and refuses at the start what could not keep its promises. */
public final class NoticeScan implements BeanPostProcessor, EmbeddedValueResolverAware {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1," + MessageLimits.MAX_TOPIC_LENGTH + "}");
    private static final Set<Propagation> JOINING =
            Set.of(Propagation.REQUIRED, Propagation.SUPPORTS, Propagation.MANDATORY, Propagation.NESTED);

    private final Supplier<JsonMapper> json;
    private final Map<String, NoticeMethod> methods = new TreeMap<>();
    private @Nullable StringValueResolver placeholders;

    /** @param json reads payloads; asked for when the first method is found */
    public NoticeScan(Supplier<JsonMapper> json) {
        this.json = json;
    }

    /** Those of all beans that have been created so far, by topic. */
    synchronized Map<String, NoticeMethod> methods() {
        return Map.copyOf(methods);
    }

    /** Whether any bean created so far wants to be told. */
    public boolean hasMethods() {
        return !methods().isEmpty();
    }

    @Override
    public void setEmbeddedValueResolver(StringValueResolver resolver) {
        this.placeholders = resolver;
    }

    /** @throws SetupException if the bean has a method that could not keep its promises */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        if (AnnotationUtils.isCandidateClass(type, OnUndeliverable.class)) {
            Map<Method, OnUndeliverable> found = MethodIntrospector.selectMethods(
                    type, (MethodIntrospector.MetadataLookup<@Nullable OnUndeliverable>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, OnUndeliverable.class));
            found.forEach((method, annotation) -> add(bean, type, method, annotation));
        }
        return bean;
    }

    private synchronized void add(Object bean, Class<?> type, Method method, OnUndeliverable annotation) {
        String name = type.getName() + "." + method.getName();
        checkSignature(name, method);
        checkTransaction(name, type, method);
        String topic = placeholders == null ? annotation.topic() : placeholders.resolveStringValue(annotation.topic());
        if (topic == null || !TOPIC.matcher(topic).matches()) {
            throw new SetupException(
                    name + " has topic '" + topic + "'",
                    "It must match " + TOPIC.pattern() + ", as the broker demands.");
        }
        NoticeMethod added = new NoticeMethod(
                topic, bean, AopUtils.selectInvocableMethod(method, bean.getClass()), name, json.get());
        NoticeMethod other = methods.putIfAbsent(topic, added);
        if (other != null) {
            throw new SetupException(
                    other + " and " + name + " both want to be told about topic '" + topic + "'",
                    "Make them one method: one transaction and one record hold all that is to be done.");
        }
    }

    private static void checkSignature(String name, Method method) {
        List<Class<?>> parameters = List.of(method.getParameterTypes());
        long notices =
                parameters.stream().filter(type -> type == Undeliverable.class).count();
        if (notices != 1 || parameters.size() > 2) {
            throw new SetupException(
                    name + " takes "
                            + parameters.stream().map(Class::getSimpleName).toList(),
                    "An @OnUndeliverable method takes one Undeliverable and at most one payload (byte[], String, or a type to be read from JSON).");
        }
        if (method.getReturnType() != void.class) {
            throw new SetupException(
                    name + " returns " + method.getReturnType().getSimpleName(),
                    "An @OnUndeliverable method is void: its normal return is the success, and nothing may go on after it.");
        }
    }

    private static void checkTransaction(String name, Class<?> type, Method method) {
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(type, Async.class)) {
            throw new SetupException(
                    name + " is @Async", "Its effect would not be in the transaction of its record: remove @Async.");
        }
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class);
        if (transactional == null) {
            transactional = AnnotatedElementUtils.findMergedAnnotation(type, Transactional.class);
        }
        if (transactional != null && !JOINING.contains(transactional.propagation())) {
            throw new SetupException(
                    name + " is @Transactional(propagation = " + transactional.propagation() + ")",
                    "Its effect would not be in the transaction of its record: remove the propagation.");
        }
    }
}
