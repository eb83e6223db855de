package io.reliablemessage.client.internal.web;

import io.reliablemessage.client.ServiceUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Keeps a call that failed from being answered 200. Spring MVC takes an exception with an {@code EOFException} among its causes, or whose
 * root says "broken pipe" or "connection reset by peer", for the sign that the client has gone, and leaves the answer as it is: 200, no
 * body. A database that dies just as a transaction begins, or a service that dies in the middle of a call, leaves the same causes
 * (spring-framework #34481), and the caller would take for done what has not even begun.
 *
 * <p>What the application's own handlers answer stands, and so does what Spring MVC does with every other exception.
 */
final class FailureStatus implements HandlerExceptionResolver {
    private static final Logger log = LoggerFactory.getLogger(FailureStatus.class);
    private static final int MAX_CAUSES = 50;

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!DisconnectedClientHelper.isClientDisconnectedException(failure) || !isOfDatabaseOrService(failure)) {
            return null;
        }
        log.error(
                "{} {} failed and is answered 500, where Spring MVC would answer 200",
                request.getMethod(),
                request.getRequestURI(),
                failure);
        try {
            if (!response.isCommitted()) {
                response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        } catch (IOException e) {
            log.debug("The client has gone as well: {}", e.toString());
        }
        return new ModelAndView();
    }

    private static boolean isOfDatabaseOrService(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof TransactionException
                    || cause instanceof SQLException
                    || cause instanceof ServiceUnavailableException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
