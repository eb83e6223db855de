package io.reliablemessage.console.problem;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.service.ServiceUnreachableException;
import io.reliablemessage.protocol.management.CurrentOperator;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** Asked by the page that says that the service gives no answer; makes the browser load it anew once the service does. */
@Controller
class Reachable {
    private final ServiceClient service;

    Reachable(ServiceClient service) {
        this.service = service;
    }

    @GetMapping("/reachable")
    @ResponseBody
    void reachable(HttpServletResponse response) {
        response.setStatus(HttpStatus.NO_CONTENT.value());
        try {
            service.get(Call.to("/v1/sessions/current"), CurrentOperator.class);
            response.setHeader("HX-Refresh", "true");
        } catch (ServiceUnreachableException e) {
            // Not yet; the page asks again.
        } catch (ServiceProblem e) {
            // It answers, if only to refuse: the page can say what.
            response.setHeader("HX-Refresh", "true");
        }
    }
}
