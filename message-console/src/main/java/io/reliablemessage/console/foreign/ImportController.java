package io.reliablemessage.console.foreign;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportKind;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Imports from RocketMQ: the form, how far each is, and its stop. */
@Controller
class ImportController {
    private final Imports imports;
    private final Refusals refusals;

    ImportController(Imports imports, Refusals refusals) {
        this.imports = imports;
        this.refusals = refusals;
    }

    @GetMapping("/jobs/imports")
    String list(
            @ModelAttribute("form") ImportForm form,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        model.addAttribute("page", imports.page(cursor));
        model.addAttribute("kinds", ImportKind.values());
        return "foreign/list";
    }

    @PostMapping("/jobs/imports")
    String start(
            @ModelAttribute("form") ImportForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        ForeignImport started;
        try {
            started = imports.start(form.request(refusals));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return list(form, null, model);
        }
        next.addFlashAttribute("done", "import.started");
        return back(started.id());
    }

    @GetMapping("/jobs/imports/{id}")
    String show(@PathVariable UUID id, Model model) {
        model.addAttribute("task", imports.get(id));
        return "foreign/one";
    }

    @GetMapping("/jobs/imports/{id}/progress")
    String progress(@PathVariable UUID id, Model model) {
        show(id, model);
        return "foreign/one :: progress";
    }

    @PostMapping("/jobs/imports/{id}/stop")
    String stop(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            imports.stop(id, reason);
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("opened", problem.field() == null ? null : "stop");
            return show(id, model);
        }
        next.addFlashAttribute("done", "task.stopped");
        return back(id);
    }

    /** Where a form's address leads when it is only looked at, as after a change of the language. */
    @GetMapping("/jobs/imports/{id}/stop")
    String back(@PathVariable UUID id) {
        return "redirect:/jobs/imports/" + id;
    }
}
