package io.reliablemessage.client.internal.signed;

import io.reliablemessage.protocol.CheckSignature;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes signed questions by POST. It is a filter, in front of the application's own, because the question carries its own proof of who
 * asks: the application's login and CSRF rules, its request logging and its converters have no part in it.
 */
public abstract class SignedQuestionFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected final void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        if (!"POST".equals(request.getMethod())) {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", "POST");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(SignedQuestions.MAX_BODY_BYTES + 1);
        SignedAnswer answer = answer(
                request.getRequestURI(),
                request.getHeader(CheckSignature.TIMESTAMP_HEADER),
                request.getHeader(CheckSignature.SIGNATURE_HEADER),
                body);
        response.setStatus(answer.status());
        if (answer.signature() != null) {
            response.setHeader(CheckSignature.TIMESTAMP_HEADER, Long.toString(answer.timestampMillis()));
            response.setHeader(CheckSignature.SIGNATURE_HEADER, answer.signature());
            response.setContentType("application/json");
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
        }
    }

    /** @param path as it was asked, from the server's root */
    protected abstract SignedAnswer answer(
            String path, @Nullable String timestamp, @Nullable String signature, byte[] body);
}
