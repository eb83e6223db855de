package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.internal.SetupException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** Whether a method can be called through a proxy, in one transaction with its record, with a result that can be kept. */
final class Signature {
    private static final Set<Integer> LEAVING = Set.of(
            TransactionDefinition.PROPAGATION_REQUIRES_NEW,
            TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
            TransactionDefinition.PROPAGATION_NEVER);

    /** What is not finished when the method returns, or can be read only once. */
    private static final List<String> UNFINISHED = List.of(
            Future.class.getName(),
            CompletionStage.class.getName(),
            Callable.class.getName(),
            BaseStream.class.getName(),
            Iterator.class.getName(),
            InputStream.class.getName(),
            Reader.class.getName(),
            "java.util.concurrent.Flow$Publisher",
            "org.reactivestreams.Publisher",
            "org.springframework.core.io.Resource",
            "org.springframework.web.context.request.async.",
            "org.springframework.web.servlet.ModelAndView",
            "org.springframework.web.servlet.View",
            "org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
            "org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody");

    /** What a method would read or write past its arguments and its result. */
    private static final List<String> SIDE_DOORS = List.of(
            InputStream.class.getName(),
            Reader.class.getName(),
            OutputStream.class.getName(),
            Writer.class.getName(),
            "jakarta.servlet.ServletResponse",
            "org.springframework.http.HttpEntity",
            "org.springframework.web.multipart.MultipartFile",
            "kotlin.coroutines.Continuation");

    private static final AnnotationTransactionAttributeSource TRANSACTIONS =
            new AnnotationTransactionAttributeSource(false);

    private final Method method;
    private final Class<?> target;
    private final @Nullable TransactionAttribute declared;

    Signature(Method method, Class<?> target) {
        this.method = method;
        this.target = target;
        this.declared = TRANSACTIONS.getTransactionAttribute(method, target);
    }

    /** @throws SetupException if it cannot */
    void check() {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isFinal(modifiers) || Modifier.isStatic(modifiers)) {
            throw new SetupException(
                    this + " is @Idempotent and " + Modifier.toString(modifiers),
                    "A call of it does not pass Spring's proxy: make it neither private, final nor static.");
        }
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(target, Async.class)) {
            throw new SetupException(
                    this + " is @Idempotent and @Async",
                    "Its effect would not be in the transaction of its record: call it from an @Async method instead.");
        }
        ResolvableType result = ResolvableType.forMethodReturnType(method, target);
        if (isUnfinished(result)) {
            throw new SetupException(
                    this + " is @Idempotent and returns " + result,
                    "The call must have ended, with a result that can be kept as JSON, when the method returns.");
        }
        for (Class<?> parameter : method.getParameterTypes()) {
            if (isAny(parameter, SIDE_DOORS)) {
                throw new SetupException(
                        this + " is @Idempotent and takes " + parameter.getName(),
                        "Repeated calls are compared by their arguments and get the stored result: take the request's content as a value"
                                + " (@RequestBody), and return the answer.");
            }
        }
        checkTransaction();
    }

    private static boolean isUnfinished(ResolvableType result) {
        return isAny(result.resolve(), UNFINISHED)
                || Arrays.stream(result.getGenerics()).anyMatch(Signature::isUnfinished);
    }

    private void checkTransaction() {
        if (declared == null) {
            return;
        }
        if (LEAVING.contains(declared.getPropagationBehavior())) {
            throw new SetupException(
                    this + " is @Idempotent and @Transactional with a propagation that leaves the running transaction",
                    "Its effect would not be in the transaction of its record: remove the propagation.");
        }
        if (declared.isReadOnly()) {
            throw new SetupException(
                    this + " is @Idempotent and @Transactional(readOnly = true)",
                    "What only reads need not be idempotent, and what writes must not be read-only: remove one of the two.");
        }
    }

    /** The transaction to call it in: as the method itself declares it, so that isolation and timeout are not lost. */
    TransactionDefinition transaction() {
        DefaultTransactionDefinition transaction = new DefaultTransactionDefinition();
        transaction.setName(toString());
        if (declared != null) {
            transaction.setIsolationLevel(declared.getIsolationLevel());
            transaction.setTimeout(declared.getTimeout());
            if (declared.getPropagationBehavior() == TransactionDefinition.PROPAGATION_MANDATORY) {
                transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_MANDATORY);
            }
        }
        return transaction;
    }

    /** The transaction manager that the method asks for; empty if it does not. */
    String transactionManager() {
        String qualifier = declared == null ? null : declared.getQualifier();
        return qualifier == null ? "" : qualifier;
    }

    /** @param names full names, or beginnings of them, of classes that need not be there */
    static boolean isAny(@Nullable Class<?> type, List<String> names) {
        if (type == null) {
            return false;
        }
        if (names.stream().anyMatch(type.getName()::startsWith) || isAny(type.getSuperclass(), names)) {
            return true;
        }
        for (Class<?> each : type.getInterfaces()) {
            if (isAny(each, names)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return target.getName() + "." + method.getName();
    }
}
