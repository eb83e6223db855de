package io.reliablemessage.console.problem;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.service.ServiceUnreachableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What came of a call to the service, if a page does not deal with it itself. */
@ControllerAdvice
class Problems {
    @ExceptionHandler
    String refused(ServiceProblem problem, HttpServletRequest request, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("status", problem.status());
        model.addAttribute("problem", problem);
        // A failure of the service is none of this console.
        model.addAttribute("answered", problem.status() >= 500 ? problem.status() : null);
        return view(request, response, "problem/error");
    }

    @ExceptionHandler
    String unreachable(
            ServiceUnreachableException failure,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
        boolean repeatable = request.getMethod().equals("GET");
        model.addAttribute("repeatable", repeatable);
        model.addAttribute("undone", repeatable || failure.undone());
        model.addAttribute("detail", failure.getMessage());
        model.addAttribute("answered", failure.status());
        if (repeatable && request.getHeader("HX-Request") != null) {
            return "problem/unreachable :: part";
        }
        return view(request, response, "problem/unreachable");
    }

    @ExceptionHandler
    String unknown(
            NoResourceFoundException failure, HttpServletRequest request, HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.NOT_FOUND.value());
        model.addAttribute("status", HttpStatus.NOT_FOUND.value());
        return view(request, response, "problem/error");
    }

    /** An address that was typed or mended by hand. */
    @ExceptionHandler({MethodArgumentTypeMismatchException.class, MissingServletRequestParameterException.class})
    String unreadable(Exception failure, HttpServletRequest request, HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.BAD_REQUEST.value());
        model.addAttribute("status", HttpStatus.BAD_REQUEST.value());
        return view(request, response, "problem/error");
    }

    /** A page, or for a part of a page what is to be said at its top. */
    static String view(HttpServletRequest request, HttpServletResponse response, String page) {
        if (request.getHeader("HX-Request") == null) {
            return page;
        }
        response.setHeader("HX-Retarget", "#problems");
        response.setHeader("HX-Reswap", "innerHTML");
        return page + " :: notice";
    }
}
