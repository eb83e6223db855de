package io.reliablemessage.client.internal.idempotent;

import io.reliablemessage.client.Idempotent;
import io.reliablemessage.client.internal.SetupException;
import io.reliablemessage.client.internal.idempotent.IdempotentMethod.Parts;
import io.reliablemessage.protocol.BusinessKey;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Understands annotated methods, each once, and refuses those that could not keep the promise. */
final class Declarations {
    private static final Pattern OPERATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Annotations of parameters that come from the request as such, and differ from one repetition to the next. */
    private static final Set<String> REQUEST_ANNOTATIONS = Set.of(
            "org.springframework.web.bind.annotation.RequestHeader",
            "org.springframework.web.bind.annotation.CookieValue",
            "org.springframework.web.bind.annotation.RequestAttribute",
            "org.springframework.web.bind.annotation.SessionAttribute",
            "org.springframework.security.core.annotation.AuthenticationPrincipal",
            "org.springframework.security.core.annotation.CurrentSecurityContext");

    /** Types of parameters that are the request, the caller, or an empty vessel for the answer. */
    private static final List<String> REQUEST_TYPES = List.of(
            "jakarta.servlet.",
            "java.security.Principal",
            "org.springframework.http.HttpHeaders",
            "org.springframework.ui.",
            "org.springframework.validation.",
            "org.springframework.web.bind.support.SessionStatus",
            "org.springframework.web.context.request.",
            "org.springframework.web.servlet.mvc.support.RedirectAttributes",
            "org.springframework.web.util.UriComponentsBuilder");

    private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();
    private final Map<MethodClassKey, IdempotentMethod> known = new ConcurrentHashMap<>();
    private final Supplier<JsonMapper> json;
    private final Supplier<DataSize> maxResultSize;
    private final Supplier<@Nullable HttpCalls> http;

    /** @param http gives null where the application has no servlets */
    Declarations(Supplier<JsonMapper> json, Supplier<DataSize> maxResultSize, Supplier<@Nullable HttpCalls> http) {
        this.json = json;
        this.maxResultSize = maxResultSize;
        this.http = http;
    }

    /** The annotation on the method, or on the one that it overrides or implements. */
    static @Nullable Idempotent annotation(Method method) {
        return AnnotatedElementUtils.findMergedAnnotation(method, Idempotent.class);
    }

    /** @throws SetupException if it is declared in a way that could not keep the promise */
    IdempotentMethod of(Method method, Class<?> target) {
        return known.computeIfAbsent(new MethodClassKey(method, target), key -> read(method, target));
    }

    private IdempotentMethod read(Method method, Class<?> target) {
        Idempotent annotation = annotation(method);
        if (annotation == null) {
            throw new IllegalArgumentException(method + " is not @Idempotent");
        }
        Signature signature = new Signature(method, target);
        signature.check();
        String name = signature.toString();
        return new IdempotentMethod(
                name,
                method,
                operation(name, annotation, target, method),
                new Parts(
                        key(name, annotation, method, target),
                        new CallContent(json.get(), content(name, annotation, method, target)),
                        new Results(name, form(method, target), maxResultSize.get())),
                signature.transaction(),
                signature.transactionManager());
    }

    private static String operation(String name, Idempotent annotation, Class<?> target, Method method) {
        boolean named = !annotation.operation().isEmpty();
        String operation = named ? annotation.operation() : target.getSimpleName() + "." + method.getName();
        if (!OPERATION.matcher(operation).matches()) {
            throw new SetupException(
                    name + " is operation '" + operation + "'",
                    "Give it a name that matches " + OPERATION.pattern() + " by @Idempotent(operation = …).");
        }
        return operation;
    }

    private CallKey key(String name, Idempotent annotation, Method method, Class<?> target) {
        if (annotation.header().isEmpty() == (annotation.key().length == 0)) {
            throw new SetupException(
                    name + " is @Idempotent with " + (annotation.header().isEmpty() ? "neither" : "both")
                            + " key and header",
                    "Say where its key is: @Idempotent(key = {\"request.orderNo\"}), or @Idempotent(header = \"Idempotency-Key\") on a"
                            + " controller.");
        }
        if (annotation.header().isEmpty()) {
            return CallKey.in(keyPaths(name, annotation.key(), method, target));
        }
        HttpCalls calls = http.get();
        if (calls == null) {
            throw new SetupException(
                    name + " takes its key from the header " + annotation.header()
                            + ", but this is no servlet web application",
                    "Use @Idempotent(key = …).");
        }
        return arguments -> calls.keyIn(annotation.header());
    }

    private List<PropertyPath> keyPaths(String name, String[] texts, Method method, Class<?> target) {
        List<PropertyPath> paths = paths(name, "key", texts, method, target);
        try {
            BusinessKey key = BusinessKey.of(paths.get(0).lastName(), "any");
            for (PropertyPath path : paths.subList(1, paths.size())) {
                key = key.and(path.lastName(), "any");
            }
        } catch (IllegalArgumentException e) {
            throw new SetupException(
                    name + " has the key " + Arrays.toString(texts) + ": " + e.getMessage(),
                    "Name 1 to " + BusinessKey.MAX_FIELDS + " values whose last steps are distinct.");
        }
        return paths;
    }

    private List<PropertyPath> paths(String name, String attribute, String[] texts, Method method, Class<?> target) {
        List<String> names = parameterNames(name, method);
        List<PropertyPath> paths = new ArrayList<>();
        for (String text : texts) {
            try {
                paths.add(PropertyPath.of(text, method, target, names));
            } catch (IllegalArgumentException e) {
                throw new SetupException(
                        name + " has the " + attribute + " path '" + text + "', which " + e.getMessage(),
                        "Begin with the name of a parameter, and go on with record components, getters or keys of a Map.");
            }
        }
        return paths;
    }

    private Map<String, Function<@Nullable Object[], @Nullable Object>> content(
            String name, Idempotent annotation, Method method, Class<?> target) {
        Map<String, Function<@Nullable Object[], @Nullable Object>> parts = new LinkedHashMap<>();
        if (annotation.content().length > 0) {
            for (PropertyPath path : paths(name, "content", annotation.content(), method, target)) {
                parts.put(path.toString(), path::valueIn);
            }
            return parts;
        }
        List<String> names = parameterNames(name, method);
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (!belongsToTheRequest(parameters[i])) {
                int index = i;
                parts.put(names.get(i), arguments -> arguments[index]);
            }
        }
        return parts;
    }

    private static boolean belongsToTheRequest(Parameter parameter) {
        for (Annotation annotation : parameter.getAnnotations()) {
            if (REQUEST_ANNOTATIONS.contains(annotation.annotationType().getName())) {
                return true;
            }
        }
        return Signature.isAny(parameter.getType(), REQUEST_TYPES);
    }

    private List<String> parameterNames(String name, Method method) {
        String[] names = parameterNames.getParameterNames(method);
        if (names == null) {
            throw new SetupException(
                    name + " was compiled without the names of its parameters",
                    "Compile with -parameters, as Spring Boot's Maven and Gradle plugins do.");
        }
        return List.of(names);
    }

    private ResultForm form(Method method, Class<?> target) {
        ResolvableType type = ResolvableType.forMethodReturnType(method, target);
        ResultForms forms = new ResultForms(json.get());
        HttpCalls calls = http.get();
        return calls == null ? forms.plain(type) : calls.resultForm(type, forms).orElseGet(() -> forms.plain(type));
    }
}
