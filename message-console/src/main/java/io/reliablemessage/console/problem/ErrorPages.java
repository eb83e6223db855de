package io.reliablemessage.console.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** The pages for what nobody else answered. A failure of the console gets a number that is also in its log. */
@Controller
class ErrorPages implements ErrorController {
    private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

    @RequestMapping("/error")
    String show(HttpServletRequest request, HttpServletResponse response, Model model) {
        HttpStatus status = status(request);
        response.setStatus(status.value());
        model.addAttribute("status", status.value());
        if (request.getAttribute(Denial.REASON) instanceof String reason) {
            model.addAttribute("reason", reason);
        }
        if (status.is5xxServerError()) {
            String reference = UUID.randomUUID().toString().substring(0, 8);
            log.error(
                    "{} {} failed; its reference is {}",
                    request.getMethod(),
                    String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI))
                            .replaceAll("\\p{Cntrl}", "?"),
                    reference,
                    (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
            model.addAttribute("reference", reference);
        }
        return Problems.view(request, response, "problem/error");
    }

    private static HttpStatus status(HttpServletRequest request) {
        HttpStatus known = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.resolve(code)
                : null;
        // Nobody was sent here: somebody typed the address of this page.
        return known == null ? HttpStatus.NOT_FOUND : known;
    }
}
