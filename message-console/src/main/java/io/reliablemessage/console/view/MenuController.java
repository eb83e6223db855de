package io.reliablemessage.console.view;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.service.ServiceUnreachableException;
import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page, and the figures beside the menu's entries, which no page waits for. */
@Controller
class MenuController {
    private static final int COUNTED_UP_TO = 1_000;

    private final ServiceClient service;

    MenuController(ServiceClient service) {
        this.service = service;
    }

    @GetMapping("/")
    String home() {
        return "redirect:/overview";
    }

    @GetMapping("/menu/counts")
    @Nullable
    String counts(Model model, HttpServletResponse response) {
        try {
            model.addAttribute("overview", service.get(Call.to("/v1/overview"), Overview.class));
            model.addAttribute("discrepancies", discrepancies());
            return "menu :: counts";
        } catch (ServiceProblem | ServiceUnreachableException e) {
            // The page itself says what is wrong; the figures stay as they are.
            response.setStatus(HttpStatus.NO_CONTENT.value());
            return null;
        }
    }

    /** The open ones of all topics; the service counts each topic's up to a limit. */
    private Overview.Count discrepancies() {
        long count = 0;
        boolean capped = false;
        for (ReconciliationPolicy policy :
                service.list(Call.to("/v1/reconciliation/policies"), ReconciliationPolicy.class)) {
            count += policy.openDiscrepancies();
            capped |= policy.openDiscrepancies() >= COUNTED_UP_TO;
        }
        return new Overview.Count(count, capped);
    }
}
