package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunState;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Runs: how each goes, its report, and how a person cancels it or signs it off. */
@Controller
class RunController {
    private final Runs runs;

    RunController(Runs runs) {
        this.runs = runs;
    }

    @GetMapping("/reconciliation/runs")
    String list(
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response,
            Model model) {
        model.addAttribute("states", RunState.values());
        model.addAttribute("topic", topic);
        model.addAttribute("state", state);
        model.addAttribute("page", new Page<>(List.of(), null));
        model.addAttribute("rows", List.of());
        try {
            Page<ReconciliationRun> page = runs.page(topic, stateOf(state), cursor);
            model.addAttribute("page", page);
            model.addAttribute("rows", page.items().stream().map(RunReport::of).toList());
        } catch (IllegalArgumentException e) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            model.addAttribute("wrong", "reconciliation.wrong.state");
        } catch (ServiceProblem problem) {
            refused(problem, response, model);
        }
        return "reconciliation/runs";
    }

    @GetMapping("/reconciliation/runs/{id}")
    String show(@PathVariable UUID id, Model model) {
        model.addAttribute("report", RunReport.of(runs.get(id)));
        return "reconciliation/run";
    }

    @GetMapping("/reconciliation/runs/{id}/progress")
    String progress(@PathVariable UUID id, Model model) {
        show(id, model);
        return "reconciliation/run :: progress";
    }

    /** For who comes to the address of a form, say by choosing another language after a refusal. */
    @GetMapping({"/reconciliation/runs/{id}/cancel", "/reconciliation/runs/{id}/sign-off"})
    String back(@PathVariable UUID id) {
        return "redirect:/reconciliation/runs/" + id;
    }

    @PostMapping("/reconciliation/runs/{id}/cancel")
    String cancel(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        return changed(id, "cancel", () -> runs.cancel(id, reason), response, model, next);
    }

    @PostMapping("/reconciliation/runs/{id}/sign-off")
    String signOff(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String comment,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        return changed(id, "sign-off", () -> runs.signOff(id, comment), response, model, next);
    }

    private String changed(
            UUID id, String form, Runnable change, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            change.run();
        } catch (ServiceProblem problem) {
            show(id, model);
            refused(problem, response, model);
            model.addAttribute("opened", problem.field() == null ? null : form);
            return "reconciliation/run";
        }
        next.addFlashAttribute("done", "run.done." + form);
        return back(id);
    }

    private static @Nullable RunState stateOf(@Nullable String typed) {
        return typed == null || typed.isBlank() ? null : RunState.valueOf(typed);
    }

    private static void refused(ServiceProblem problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
    }
}
