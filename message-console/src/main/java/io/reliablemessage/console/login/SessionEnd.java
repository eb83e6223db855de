package io.reliablemessage.console.login;

import io.reliablemessage.console.service.SessionOverException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** When the service has ended a session, the console's ends with it. */
@ControllerAdvice
class SessionEnd {
    @ExceptionHandler
    void over(SessionOverException over, HttpServletRequest request, HttpServletResponse response) throws IOException {
        LoginPage.sessionOver(request, response);
    }
}
