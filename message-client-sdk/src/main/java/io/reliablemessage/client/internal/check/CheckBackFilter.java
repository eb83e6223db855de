package io.reliablemessage.client.internal.check;

import io.reliablemessage.client.internal.check.CheckBack.Answer;
import io.reliablemessage.protocol.CheckSignature;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code POST /reliable-message/check-back}. It is a filter, in front of the application's own, because the question carries its own
 * proof of who asks: the application's login and CSRF rules, its request logging and its converters have no part in it.
 */
public final class CheckBackFilter extends HttpFilter {
    public static final String PATH = "/reliable-message/check-back";

    private static final long serialVersionUID = 1L;

    private final transient CheckBack checkBack;

    public CheckBackFilter(CheckBack checkBack) {
        this.checkBack = checkBack;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        if (!"POST".equals(request.getMethod())) {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", "POST");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(CheckBack.MAX_BODY_BYTES + 1);
        if (body.length > CheckBack.MAX_BODY_BYTES) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        Answer answer = checkBack.answer(
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
}
