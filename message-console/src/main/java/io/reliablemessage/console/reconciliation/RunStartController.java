package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRun;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A run on its way: which topic, which window of time, and why. */
@Controller
class RunStartController {
    private final Runs runs;
    private final Policies policies;
    private final Refusals refusals;
    private final Clock clock;

    RunStartController(Runs runs, Policies policies, Refusals refusals, Clock clock) {
        this.runs = runs;
        this.policies = policies;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GetMapping("/reconciliation/runs/-new")
    String form(
            @ModelAttribute("form") RunForm form,
            @RequestParam(required = false) @Nullable Preset preset,
            Model model) {
        if (preset != null || (form.from() == null && form.to() == null)) {
            Preset chosen = preset == null ? Preset.LAST_HOUR : preset;
            model.addAttribute("chosen", chosen);
            return page(form.with(chosen, clock, Zone.ofRequest()), model);
        }
        return page(form, model);
    }

    @PostMapping("/reconciliation/runs/-new")
    String start(
            @ModelAttribute("form") RunForm form, HttpServletResponse response, Model model, RedirectAttributes next) {
        ReconciliationRun run;
        try {
            run = runs.start(form.request(clock, Zone.ofRequest(), refusals));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page(form, model);
        }
        next.addFlashAttribute("done", "run.started");
        return "redirect:/reconciliation/runs/" + run.id();
    }

    private String page(RunForm form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("presets", Preset.values());
        model.addAttribute(
                "topics",
                policies.all().stream().map(ReconciliationPolicy::topic).toList());
        return "reconciliation/run-form";
    }
}
