package io.reliablemessage.console.view;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;

/** A page of a list behind its filters: what was typed wrong ({@code wrong}), what the service refused ({@code problem}), or {@code page}. */
public final class Listing {
    private Listing() {}

    /** @param wrong by field, the message that says so; the service is asked only if there is none */
    public static <T> void show(
            Model model, HttpServletResponse response, Map<String, String> wrong, Supplier<Page<T>> page) {
        model.addAttribute("wrong", wrong);
        model.addAttribute("page", new Page<>(List.of(), null));
        if (!wrong.isEmpty()) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return;
        }
        try {
            model.addAttribute("page", page.get());
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
    }
}
