package io.reliablemessage.console.republication;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.management.Republication;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
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

/** Publishing again what the broker lost: the form, how far each is, and its stop. */
@Controller
class RepublicationController {
    private final Republications republications;
    private final Refusals refusals;
    private final Clock clock;

    RepublicationController(Republications republications, Refusals refusals, Clock clock) {
        this.republications = republications;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GetMapping("/jobs/republications")
    String list(
            @ModelAttribute("form") RepublicationForm form,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        model.addAttribute("page", republications.page(cursor));
        return "republication/list";
    }

    @PostMapping("/jobs/republications")
    String start(
            @ModelAttribute("form") RepublicationForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        Republication started;
        try {
            started = republications.start(form.request(clock, Zone.ofRequest(), refusals));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return list(form, null, model);
        }
        next.addFlashAttribute("done", "republication.started");
        return back(started.id());
    }

    @GetMapping("/jobs/republications/{id}")
    String show(@PathVariable UUID id, Model model) {
        model.addAttribute("task", republications.get(id));
        return "republication/one";
    }

    @GetMapping("/jobs/republications/{id}/progress")
    String progress(@PathVariable UUID id, Model model) {
        show(id, model);
        return "republication/one :: progress";
    }

    @PostMapping("/jobs/republications/{id}/stop")
    String stop(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            republications.stop(id, reason);
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
    @GetMapping("/jobs/republications/{id}/stop")
    String back(@PathVariable UUID id) {
        return "redirect:/jobs/republications/" + id;
    }
}
