package io.reliablemessage.client.internal.aot;

import io.reliablemessage.client.BusinessQuery;
import io.reliablemessage.client.Delivery;
import io.reliablemessage.client.Idempotent;
import io.reliablemessage.client.OnMissingMessage;
import io.reliablemessage.client.OnUndeliverable;
import io.reliablemessage.client.ReconciliationEntry;
import io.reliablemessage.client.ReliableMessageListener;
import io.reliablemessage.client.Undeliverable;
import io.reliablemessage.protocol.BusinessKey;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/** The application's methods that the SDK calls, and the types of which it reads and writes JSON for them. */
final class MethodHints implements BeanRegistrationAotProcessor {
    private static final List<Class<? extends Annotation>> CALLED =
            List.of(ReliableMessageListener.class, OnUndeliverable.class, OnMissingMessage.class, Idempotent.class);
    private static final Set<Type> NOT_BOUND = Set.of(
            Delivery.class,
            Undeliverable.class,
            BusinessKey.class,
            ReconciliationEntry.class,
            byte[].class,
            String.class,
            void.class);

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
        Class<?> type = ClassUtils.getUserClass(registeredBean.getBeanClass());
        Set<Method> methods = MethodIntrospector.selectMethods(type, MethodHints::isCalled);
        return methods.isEmpty() ? null : new Contribution(type, methods);
    }

    private static boolean isCalled(Method method) {
        return CALLED.stream().anyMatch(each -> AnnotatedElementUtils.hasAnnotation(method, each));
    }

    /** Package-private methods of a business query are found by name, among all of the class. */
    private record Contribution(Class<?> type, Set<Method> methods) implements BeanRegistrationAotContribution {
        @Override
        public void applyTo(GenerationContext generationContext, BeanRegistrationCode beanRegistrationCode) {
            RuntimeHints hints = generationContext.getRuntimeHints();
            methods.forEach(method -> register(method, hints));
        }

        private void register(Method method, RuntimeHints hints) {
            hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
            BusinessQuery query = AnnotatedElementUtils.findMergedAnnotation(method, BusinessQuery.class);
            if (query != null) {
                Arrays.stream(type.getDeclaredMethods())
                        .filter(each -> each.getName().equals(query.value()))
                        .forEach(each -> hints.reflection().registerMethod(each, ExecutableMode.INVOKE));
            }
            List<Type> bound = new ArrayList<>(List.of(method.getGenericParameterTypes()));
            bound.add(method.getGenericReturnType());
            bound.removeAll(NOT_BOUND);
            new BindingReflectionHintsRegistrar()
                    .registerReflectionHints(hints.reflection(), bound.toArray(Type[]::new));
        }
    }
}
