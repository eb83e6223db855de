package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.Idempotent;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Supplier;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Puts idempotent methods into proxies. It stands before {@code @Transactional} and {@code @Cacheable}, so that the record's transaction is the
 * method's, and behind whatever decides who may call: a repeated call is no way around it.
 */
final class IdempotentAdvisor implements PointcutAdvisor, Ordered {
    /** Transactions and caches stand at the lowest precedence, unless the application moves them. */
    private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1_000;

    private final Pointcut pointcut = new Annotated();
    private final MethodInterceptor advice;

    /** @param calls asked at the first call only, since advisors exist before almost everything else */
    IdempotentAdvisor(Declarations declarations, Supplier<IdempotentCalls> calls) {
        this.advice = invocation -> {
            Object bean = invocation.getThis();
            if (bean == null || isIn(bean)) {
                return invocation.proceed();
            }
            Class<?> target = AopProxyUtils.ultimateTargetClass(bean);
            Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), target);
            return calls.get().call(declarations.of(method, target), invocation.getArguments(), invocation::proceed);
        };
    }

    /** Whether this is a proxy that sees to idempotence: of two that stand one behind the other, the inner one does. */
    static boolean isIn(Object bean) {
        return bean instanceof Advised proxy
                && Arrays.stream(proxy.getAdvisors()).anyMatch(IdempotentAdvisor.class::isInstance);
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Pointcut getPointcut() {
        return pointcut;
    }

    @Override
    public Advice getAdvice() {
        return advice;
    }

    private static final class Annotated extends StaticMethodMatcherPointcut {
        Annotated() {
            setClassFilter(type -> AnnotationUtils.isCandidateClass(type, Idempotent.class));
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return Declarations.annotation(AopUtils.getMostSpecificMethod(method, targetClass)) != null;
        }
    }
}
