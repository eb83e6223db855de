package io.reliablemessage.console.login;

import io.reliablemessage.console.service.ServiceUnreachableException;
import io.reliablemessage.console.view.Address;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Sends browsers to the login page, saying why, and from there back to where they were. */
final class LoginPage {
    /** What the login page says; its messages are {@code login.why.…}. */
    enum Why {
        /** The console's or the service's session ended, or the person was disabled. */
        OVER,
        LOGGED_OUT,
        REFUSED,
        WAIT,
        /** The service does not answer. */
        UNREACHABLE,
        /** The service answered with an error. */
        FAILED,
        STALE,
        OIDC_REFUSED
    }

    private LoginPage() {}

    /** Why nobody can log in, from what the service did. */
    static Why why(@Nullable Throwable cause) {
        boolean silent = cause instanceof ServiceUnreachableException failure && failure.status() == null;
        return silent ? Why.UNREACHABLE : Why.FAILED;
    }

    /** Ends what is left of the person's session here, since the service has ended it. */
    static void sessionOver(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getSession(false) != null) {
            request.getSession().invalidate();
        }
        ask(request, response, Why.OVER);
    }

    /** @param why {@code null}: nothing to say, the person has just come */
    static void ask(HttpServletRequest request, HttpServletResponse response, @Nullable Why why) throws IOException {
        String back = LocalPath.of(request);
        send(request, response, why, null, back == null || back.equals("/") ? null : back);
    }

    static void send(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Why why,
            @Nullable Long waitSeconds,
            @Nullable String back)
            throws IOException {
        String url = Address.of(request.getContextPath() + "/login")
                .with("why", why)
                .with("wait", waitSeconds)
                .with("back", back)
                .toString();
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", url);
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else {
            response.sendRedirect(url);
        }
    }
}
