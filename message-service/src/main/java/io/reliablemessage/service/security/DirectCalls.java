package io.reliablemessage.service.security;

import io.reliablemessage.protocol.MessageLimits;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the few calls that come with every message past the filters and the resolving of arguments, which cost more than the work itself:
 * an application with a token that is good, a body of JSON that can be read. Everything else about these paths goes the long way to the
 * same controller, so that there is one place that refuses. It comes right after the observation, which sees these calls as any others.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
@ConditionalOnWebApplication
class DirectCalls implements Filter {
    private final Map<String, DirectCall<?>> calls = new HashMap<>();
    private final Callers callers;
    private final JsonMapper json;
    private final HandlerExceptionResolver problems;

    DirectCalls(
            List<DirectCall.Source> sources,
            Callers callers,
            JsonMapper json,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        sources.forEach(source -> source.directCalls().forEach(call -> calls.put(call.path(), call)));
        this.callers = callers;
        this.json = json;
        this.problems = problems;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        DirectCall<?> call = calls.get(http.getRequestURI());
        Caller caller = call != null && isPlain(http) ? application(http) : null;
        if (call == null || caller == null) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = http.getInputStream().readAllBytes();
        if (!isDone(call, caller, body, http, (HttpServletResponse) response)) {
            chain.doFilter(new Again(http, body), response);
        }
    }

    /** @return whether it could be read */
    private <T> boolean isDone(
            DirectCall<T> call, Caller caller, byte[] body, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        T content;
        try {
            content = json.readValue(body, call.body());
        } catch (JacksonException e) {
            return false;
        }
        if (content == null) {
            return false;
        }
        ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(observed -> observed.setPathPattern(call.path()));
        Object result;
        try {
            result = call.work().apply(content, caller);
        } catch (RuntimeException e) {
            refuse(e, caller, request, response);
            return true;
        }
        byte[] answer = json.writeValueAsBytes(result);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
        return true;
    }

    private void refuse(RuntimeException e, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        HttpServletRequest named = new HttpServletRequestWrapper(request) {
            @Override
            public String getRemoteUser() {
                return caller.name();
            }
        };
        if (problems.resolveException(named, response, null, e) == null) {
            throw e;
        }
    }

    /** Of JSON in UTF-8 and of a length that is known and permitted, answered by JSON. */
    private static boolean isPlain(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getMethod().equals("POST")
                && request.getQueryString() == null
                && length > 0
                && length <= MessageLimits.MAX_BODY_BYTES
                && isJson(request.getContentType())
                && (accept == null || accept.equals("*/*") || isJsonFirst(accept));
    }

    private static boolean isJsonFirst(String accept) {
        return accept.equals(MediaType.APPLICATION_JSON_VALUE)
                || accept.startsWith(MediaType.APPLICATION_JSON_VALUE + ",");
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT).replace(" ", "");
        return type.equals(MediaType.APPLICATION_JSON_VALUE) || type.equals("application/json;charset=utf-8");
    }

    /** {@code null} if it is nobody's call, or not an application's. */
    private @Nullable Caller application(HttpServletRequest request) {
        String token = BearerTokenFilter.token(request);
        if (token == null) {
            return null;
        }
        try {
            Caller caller = callers.authenticate(token);
            return caller.applicationId() == null ? null : caller;
        } catch (AuthenticationException | DataAccessException | TransactionException e) {
            request.setAttribute(BearerTokenFilter.FAILURE, e); // It answers that, on the long way.
            return null;
        }
    }

    /** The request with a body that was read already. */
    private static final class Again extends HttpServletRequestWrapper {
        private final byte[] body;

        Again(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Bytes(body);
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Bytes(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("A body that is there is read at once");
        }
    }
}
