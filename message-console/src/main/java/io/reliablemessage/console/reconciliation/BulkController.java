package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.DiscrepancyState;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a person decides about all open discrepancies that match a filter. */
@Controller
class BulkController {
    private static final String REPAIR = "repair";
    private static final String ACCEPT = "accept";

    private final Discrepancies discrepancies;

    BulkController(Discrepancies discrepancies) {
        this.discrepancies = discrepancies;
    }

    @GetMapping("/reconciliation/repairs/-new")
    String previewRepairs(@ModelAttribute("filter") DiscrepancyQuery query, HttpServletResponse response, Model model) {
        return preview(REPAIR, query, response, model);
    }

    @GetMapping("/reconciliation/acceptances/-new")
    String previewAcceptances(
            @ModelAttribute("filter") DiscrepancyQuery query, HttpServletResponse response, Model model) {
        return preview(ACCEPT, query, response, model);
    }

    /** For who comes to the address of a form, say by choosing another language after a refusal. */
    @GetMapping({"/reconciliation/repairs", "/reconciliation/acceptances"})
    String back() {
        return "redirect:/reconciliation/discrepancies";
    }

    @PostMapping("/reconciliation/repairs")
    String repair(
            @ModelAttribute("filter") DiscrepancyQuery query,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        if (!query.read().problems().isEmpty()) {
            return preview(REPAIR, query, response, model);
        }
        try {
            next.addFlashAttribute("repaired", discrepancies.repair(filter(query), reason));
        } catch (ServiceProblem problem) {
            return refused(problem, REPAIR, query, response, model);
        }
        // In any state: they are open until a duty has got to them.
        return "redirect:" + query.open("/reconciliation/discrepancies").with("state", "");
    }

    /** The service accepts one by one, so this is done for one page of them; what somebody else decides meanwhile is left to them. */
    @PostMapping("/reconciliation/acceptances")
    String accept(
            @ModelAttribute("filter") DiscrepancyQuery query,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        if (!query.read().problems().isEmpty()) {
            return preview(ACCEPT, query, response, model);
        }
        int accepted = 0;
        try {
            List<Discrepancy> open =
                    discrepancies.largePage(filter(query), null).items();
            for (Discrepancy one : open) {
                accepted += isAccepted(one, reason) ? 1 : 0;
            }
        } catch (ServiceProblem problem) {
            model.addAttribute("accepted", accepted);
            return refused(problem, ACCEPT, query, response, model);
        }
        next.addFlashAttribute("accepted", accepted);
        return "redirect:" + query.open("/reconciliation/discrepancies").with("state", DiscrepancyState.OPEN);
    }

    private boolean isAccepted(Discrepancy one, @Nullable String reason) {
        try {
            discrepancies.accept(one.id(), reason);
            return true;
        } catch (ServiceProblem problem) {
            if (problem.status() == HttpStatus.CONFLICT.value()) {
                return false;
            }
            throw problem;
        }
    }

    private String preview(String decision, DiscrepancyQuery query, HttpServletResponse response, Model model) {
        DiscrepancyQuery.Read read = query.read();
        if (!query.asksForOpen()) {
            read.problems().put("state", "discrepancy.only-open");
        }
        model.addAttribute("decision", decision);
        model.addAttribute("parts", query.parts());
        model.addAttribute("wrong", read.problems());
        model.addAttribute(
                "back",
                query.open("/reconciliation/discrepancies")
                        .with("state", DiscrepancyState.OPEN)
                        .toString());
        if (!read.problems().isEmpty()) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return "reconciliation/decide-many";
        }
        model.addAttribute(
                "preview",
                decision.equals(REPAIR)
                        ? Preview.ofRepair(cursor -> discrepancies.largePage(filter(query), cursor))
                        : Preview.ofAcceptance(cursor -> discrepancies.largePage(filter(query), cursor)));
        return "reconciliation/decide-many";
    }

    private String refused(
            ServiceProblem problem,
            String decision,
            DiscrepancyQuery query,
            HttpServletResponse response,
            Model model) {
        String page = preview(decision, query, response, model);
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return page;
    }

    private static DiscrepancyFilter filter(DiscrepancyQuery query) {
        return query.read().filter().withState(DiscrepancyState.OPEN);
    }
}
