package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.audit.AuditTrail;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Discrepancies, by filter and as a file, and one with its history. */
@Controller
class DiscrepancyController {
    private final Discrepancies discrepancies;
    private final AuditTrail audit;

    DiscrepancyController(Discrepancies discrepancies, AuditTrail audit) {
        this.discrepancies = discrepancies;
        this.audit = audit;
    }

    /** @param notRepaired the name of the message that says why not; {@code null}: it can be; {@code notAccepted} alike */
    record Row(
            Discrepancy one,
            @Nullable String notRepaired,
            @Nullable String notAccepted) {
        static Row of(Discrepancy one) {
            return new Row(one, Permission.notRepaired(one), Permission.notAccepted(one));
        }
    }

    @GetMapping("/reconciliation/discrepancies")
    String list(
            @ModelAttribute("filter") DiscrepancyQuery query,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (request.getQueryString() == null) {
            return "redirect:/reconciliation/discrepancies?state=OPEN";
        }
        DiscrepancyQuery.Read read = query.read();
        model.addAttribute("states", DiscrepancyState.values());
        model.addAttribute("types", DiscrepancyType.values());
        model.addAttribute("wrong", read.problems());
        model.addAttribute("open", query.asksForOpen());
        model.addAttribute("unfiltered", query.asksForOpen() && query.parts().isEmpty());
        model.addAttribute("repair", query.open("/reconciliation/repairs/-new").toString());
        model.addAttribute(
                "accept", query.open("/reconciliation/acceptances/-new").toString());
        model.addAttribute("page", new Page<>(List.of(), null));
        model.addAttribute("rows", List.of());
        if (!read.problems().isEmpty()) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return "reconciliation/discrepancies";
        }
        try {
            Page<Discrepancy> page = discrepancies.page(read.filter(), cursor);
            model.addAttribute("page", page);
            model.addAttribute("rows", page.items().stream().map(Row::of).toList());
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return "reconciliation/discrepancies";
    }

    @GetMapping("/reconciliation/discrepancies/export.csv")
    void export(@ModelAttribute("filter") DiscrepancyQuery query, HttpServletResponse response) throws IOException {
        DiscrepancyQuery.Read read = query.read();
        if (!read.problems().isEmpty()) {
            response.sendError(HttpStatus.BAD_REQUEST.value());
            return;
        }
        DiscrepancyFile.write(response, discrepancies, read.filter());
    }

    @GetMapping("/reconciliation/discrepancies/{id}")
    String show(@PathVariable UUID id, Model model) {
        Discrepancy one = discrepancies.get(id);
        model.addAttribute("row", Row.of(one));
        model.addAttribute("history", History.of(one, audit.of("discrepancy " + id)));
        return "reconciliation/discrepancy";
    }
}
