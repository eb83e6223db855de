package io.reliablemessage.console.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Refuses a request before it comes to a controller. */
public final class Denial {
    static final String REASON = Denial.class.getName() + ".reason";

    private Denial() {}

    /** @param reason the message that says why */
    public static void send(HttpServletRequest request, HttpServletResponse response, String reason)
            throws IOException {
        request.setAttribute(REASON, reason);
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }
}
