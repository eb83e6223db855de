package io.reliablemessage.client.internal.consume;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.RedisFlag;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.StateMachine;
import io.reliablemessage.client.StoredResult;
import io.reliablemessage.client.Versioned;
import io.reliablemessage.client.internal.idempotency.Listened;
import io.reliablemessage.client.internal.idempotency.Protection;
import io.reliablemessage.protocol.MessageLimits;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.validation.annotation.ValidationAnnotationUtils;
import tools.jackson.databind.json.JsonMapper;

/** Finds the annotated methods of all beans, and refuses at the start what could not keep its promises. */
final class ListenerScan implements BeanPostProcessor, SmartInitializingSingleton, EmbeddedValueResolverAware {
    private static final Pattern TOPIC =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0," + (MessageLimits.MAX_TOPIC_LENGTH - 1) + "}");
    private static final Pattern GROUP =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0," + (MessageLimits.MAX_GROUP_LENGTH - 1) + "}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1," + MessageLimits.MAX_TAG_LENGTH + "}");
    private static final int MAX_CONCURRENCY = 64;
    private static final Set<Propagation> JOINING =
            Set.of(Propagation.REQUIRED, Propagation.SUPPORTS, Propagation.MANDATORY, Propagation.NESTED);

    private static final List<Class<? extends Annotation>> STRATEGIES =
            List.of(StoredResult.class, StateMachine.class, Versioned.class, RedisFlag.class, BusinessQuery.class);

    private final ObjectProvider<JsonMapper> json;
    private final ObjectProvider<PayloadCheck> check;
    private final List<Listener> listeners = new ArrayList<>();
    private @Nullable StringValueResolver placeholders;

    ListenerScan(ObjectProvider<JsonMapper> json, ObjectProvider<PayloadCheck> check) {
        this.json = json;
        this.check = check;
    }

    /** The listeners of all beans that have been created so far. */
    synchronized List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /** What they consume, and how. */
    List<Listened> listened() {
        return listeners().stream()
                .map(listener -> new Listened(listener.topic(), listener.group(), listener.protection()))
                .toList();
    }

    @Override
    public void setEmbeddedValueResolver(StringValueResolver resolver) {
        this.placeholders = resolver;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        if (AnnotationUtils.isCandidateClass(type, ReliableMessageListener.class)) {
            Map<Method, ReliableMessageListener> methods = MethodIntrospector.selectMethods(
                    type, (MethodIntrospector.MetadataLookup<@Nullable ReliableMessageListener>) method ->
                            AnnotatedElementUtils.findMergedAnnotation(method, ReliableMessageListener.class));
            methods.forEach((method, annotation) -> add(listener(bean, type, method, annotation)));
            refuseStrayStrategies(type);
        }
        return bean;
    }

    /** A strategy on a method that is no listener would protect nothing. */
    private static void refuseStrayStrategies(Class<?> type) {
        ReflectionUtils.MethodFilter others =
                method -> !AnnotatedElementUtils.hasAnnotation(method, ReliableMessageListener.class);
        for (Method method : MethodIntrospector.selectMethods(type, others)) {
            for (Class<? extends Annotation> strategy : STRATEGIES) {
                if (method.isAnnotationPresent(strategy)) {
                    throw new ConsumerSetupException(
                            type.getName() + "." + method.getName() + " has @" + strategy.getSimpleName()
                                    + " and is no listener",
                            "Add @ReliableMessageListener, or remove it.");
                }
            }
        }
    }

    @Override
    public synchronized void afterSingletonsInstantiated() {
        Map<String, Listener> byTarget = new HashMap<>();
        Map<String, Listener> byGroup = new HashMap<>();
        for (Listener listener : listeners) {
            Listener other = byTarget.putIfAbsent(listener.group() + " on " + listener.topic(), listener);
            if (other != null) {
                throw new ConsumerSetupException(
                        other.method() + " and " + listener.method() + " both consume topic '" + listener.topic()
                                + "' for group '" + listener.group() + "'",
                        "Give one of them a group of its own, or make them one method.");
            }
            other = byGroup.putIfAbsent(listener.group(), listener);
            if (other != null) {
                checkOneGroup(other, listener);
            }
        }
    }

    private static void checkOneGroup(Listener one, Listener other) {
        if (!one.protection().key().equals(other.protection().key())) {
            throw new ConsumerSetupException(
                    one.method() + " and " + other.method() + " select different key fields "
                            + one.protection().key().fields() + " and "
                            + other.protection().key().fields() + " for group '" + other.group() + "'",
                    "The listeners of a group share its records: give both the same key, or one a group of its own.");
        }
        if (!one.protection().equals(other.protection())) {
            throw new ConsumerSetupException(
                    one.method() + " and " + other.method() + " declare different strategies for group '"
                            + other.group() + "'",
                    "The listeners of a group share its records: declare the same for both, or give one a group of its own.");
        }
        if (one.ordered() != other.ordered()) {
            throw new ConsumerSetupException(
                    one.method() + " and " + other.method() + " of group '" + other.group() + "' are not both ordered",
                    "A group has one connection to the broker: make both ordered, or give one a group of its own.");
        }
    }

    private synchronized void add(Listener listener) {
        listeners.add(listener);
    }

    private Listener listener(Object bean, Class<?> type, Method method, ReliableMessageListener annotation) {
        String at = type.getName() + "." + method.getName();
        checkSignature(at, method);
        checkTransaction(at, type, method);
        String topic = checked(at, "topic", TOPIC, resolve(annotation.topic()));
        String group = checked(at, "group", GROUP, resolve(annotation.group()));
        if (annotation.concurrency() < 1 || annotation.concurrency() > MAX_CONCURRENCY) {
            throw new ConsumerSetupException(
                    at + " has concurrency " + annotation.concurrency(), "Choose 1 to " + MAX_CONCURRENCY + ".");
        }
        ListenerDeclaration declaration = new ListenerDeclaration(at, method, annotation.key());
        Protection protection = declaration.protection();
        Method query = declaration.query(type);
        return new Listener(
                topic,
                group,
                tags(at, resolve(annotation.tag())),
                annotation.concurrency(),
                annotation.ordered(),
                protection,
                new ListenerMethod(
                        bean,
                        AopUtils.selectInvocableMethod(method, bean.getClass()),
                        type,
                        query == null ? null : AopUtils.selectInvocableMethod(query, bean.getClass()),
                        payloads(at, method)));
    }

    private Payloads payloads(String at, Method method) {
        JsonMapper mapper = json.getIfUnique(() -> JsonMapper.builder().build());
        boolean validated = Stream.of(method.getParameterAnnotations())
                .flatMap(Stream::of)
                .anyMatch(each -> ValidationAnnotationUtils.determineValidationHints(each) != null);
        if (!validated) {
            return new Payloads(mapper, null);
        }
        PayloadCheck present = check.getIfAvailable();
        if (present == null) {
            throw new ConsumerSetupException(
                    at + " takes a payload that is @Valid, but there is no Validator",
                    "Add org.springframework.boot:spring-boot-starter-validation, or remove @Valid.");
        }
        return new Payloads(mapper, present);
    }

    private static void checkSignature(String at, Method method) {
        List<Class<?>> parameters = List.of(method.getParameterTypes());
        long payloads =
                parameters.stream().filter(type -> type != Delivery.class).count();
        if (payloads != 1 || parameters.size() > 2) {
            throw new ConsumerSetupException(
                    at + " takes "
                            + parameters.stream().map(Class::getSimpleName).toList(),
                    "A listener takes one payload (byte[], String, or a type to be read from JSON) and at most one Delivery.");
        }
    }

    private static void checkTransaction(String at, Class<?> type, Method method) {
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(type, Async.class)) {
            throw new ConsumerSetupException(
                    at + " is @Async", "Its effect would not be in the transaction of its record: remove @Async.");
        }
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class);
        if (transactional == null) {
            transactional = AnnotatedElementUtils.findMergedAnnotation(type, Transactional.class);
        }
        if (transactional != null && !JOINING.contains(transactional.propagation())) {
            throw new ConsumerSetupException(
                    at + " is @Transactional(propagation = " + transactional.propagation() + ")",
                    "Its effect would not be in the transaction of its record: remove the propagation.");
        }
    }

    private static @Nullable String tags(String at, String text) {
        if (text.isBlank()) {
            return null;
        }
        List<String> tags = new ArrayList<>();
        for (String tag : text.split("\\|\\|", -1)) {
            tags.add(checked(at, "tag", TAG, tag.strip()));
        }
        return String.join("||", tags);
    }

    private static String checked(String at, String attribute, Pattern allowed, String value) {
        if (!allowed.matcher(value).matches()) {
            throw new ConsumerSetupException(
                    at + " has " + attribute + " '" + value + "'",
                    "It must match " + allowed.pattern() + ", as the broker demands.");
        }
        return value;
    }

    private String resolve(String text) {
        String resolved = placeholders == null ? text : placeholders.resolveStringValue(text);
        return resolved == null ? "" : resolved;
    }
}
