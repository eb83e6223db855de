package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Discrepancy;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a person decides about one discrepancy: that it is repaired, or that it may be as it is. */
@Controller
class DecisionController {
    private static final String REPAIR = "repair";
    private static final String ACCEPT = "accept";

    /** A query as browsers write it. */
    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9%&=_.+*~-]{1,1000}");

    private final Discrepancies discrepancies;

    DecisionController(Discrepancies discrepancies) {
        this.discrepancies = discrepancies;
    }

    /** @param list the query of the list that the person works through, and comes back to */
    @GetMapping("/reconciliation/discrepancies/{id}/repair")
    String askRepair(@PathVariable UUID id, @RequestParam(required = false) @Nullable String list, Model model) {
        return ask(REPAIR, id, list, model);
    }

    @GetMapping("/reconciliation/discrepancies/{id}/accept")
    String askAcceptance(@PathVariable UUID id, @RequestParam(required = false) @Nullable String list, Model model) {
        return ask(ACCEPT, id, list, model);
    }

    @PostMapping("/reconciliation/discrepancies/{id}/repair")
    String repair(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String list,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            discrepancies.repair(id, reason);
        } catch (ServiceProblem problem) {
            return refused(problem, REPAIR, id, list, response, model);
        }
        return done("discrepancy.done.repair", id, list, next);
    }

    @PostMapping("/reconciliation/discrepancies/{id}/accept")
    String accept(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String list,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            discrepancies.accept(id, reason);
        } catch (ServiceProblem problem) {
            return refused(problem, ACCEPT, id, list, response, model);
        }
        return done("discrepancy.done.accept", id, list, next);
    }

    private String ask(String decision, UUID id, @Nullable String list, Model model) {
        Discrepancy one = discrepancies.get(id);
        model.addAttribute("decision", decision);
        model.addAttribute("row", DiscrepancyController.Row.of(one));
        model.addAttribute("list", list);
        model.addAttribute("back", back(id, list));
        return "reconciliation/decide-one";
    }

    private String refused(
            ServiceProblem problem,
            String decision,
            UUID id,
            @Nullable String list,
            HttpServletResponse response,
            Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return ask(decision, id, list, model);
    }

    private static String done(String message, UUID id, @Nullable String list, RedirectAttributes next) {
        next.addFlashAttribute("done", message);
        return "redirect:" + back(id, list);
    }

    private static String back(UUID id, @Nullable String list) {
        return "/reconciliation/discrepancies"
                + (list != null && QUERY.matcher(list).matches() ? "?" + list : "/" + id);
    }
}
