package io.reliablemessage.service.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Takes the caller from {@code Authorization: Bearer …}. A call without a token goes on; the rules of its path decide. */
final class BearerTokenFilter extends OncePerRequestFilter {
    /** The request's attribute with what an earlier try to authenticate it brought, so that nothing is waited for twice. */
    static final String FAILURE = BearerTokenFilter.class.getName() + ".failure";

    private static final String SCHEME = "Bearer ";

    private final Callers callers;
    private final HandlerExceptionResolver problems;

    BearerTokenFilter(Callers callers, HandlerExceptionResolver problems) {
        this.callers = callers;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(FAILURE) instanceof Exception failure) {
            problems.resolveException(request, response, null, failure);
            return;
        }
        String token = token(request);
        if (token != null) {
            try {
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(new CallerAuthentication(callers.authenticate(token)));
                SecurityContextHolder.setContext(context);
            } catch (AuthenticationException | DataAccessException | TransactionException e) {
                problems.resolveException(request, response, null, e);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    static @Nullable String token(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).trim()
                : null;
    }
}
