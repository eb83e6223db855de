package io.reliablemessage.console.pause;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page with all switches. */
@Controller
class PauseController {
    private final Pauses pauses;
    private final PausableNames names;
    private final MessageSource messages;
    private final Clock clock;

    PauseController(Pauses pauses, PausableNames names, MessageSource messages, Clock clock) {
        this.pauses = pauses;
        this.names = names;
        this.messages = messages;
        this.clock = clock;
    }

    /** What is to be paused, as the form has it; links from the pages of topics and applications fill it in. */
    record Form(
            @Nullable PauseKind kind,
            @Nullable String name,
            @Nullable PauseLength length,
            @Nullable String reason) {}

    @GetMapping("/switches")
    String list(@ModelAttribute("form") Form form, Model model) {
        return page(model);
    }

    @PostMapping("/switches")
    String pause(
            @ModelAttribute("form") Form form, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            pauses.begin(
                    form.kind() == null ? PauseKind.TOPIC : form.kind(),
                    name(form.name()),
                    new PauseRequest(
                            form.reason(),
                            form.length() == null ? null : form.length().until(clock, Zone.ofRequest())));
        } catch (ServiceProblem problem) {
            return refused(atField(problem), response, model);
        }
        next.addFlashAttribute("done", "pauses.begun");
        return "redirect:/switches";
    }

    @PostMapping("/switches/resume")
    String resume(
            @RequestParam PauseKind kind,
            @RequestParam String name,
            @RequestParam(required = false) @Nullable String reason,
            @ModelAttribute("form") Form form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            pauses.end(kind, name, reason);
        } catch (ServiceProblem problem) {
            model.addAttribute("resuming", true);
            return refused(problem, response, model);
        }
        next.addFlashAttribute("done", "pauses.ended");
        return "redirect:/switches";
    }

    private String name(@Nullable String typed) {
        if (typed == null) {
            throw new ServiceProblem(
                    HttpStatus.BAD_REQUEST.value(),
                    "name",
                    messages.getMessage("pauses.name.missing", null, LocaleContextHolder.getLocale()),
                    null);
        }
        return typed.strip();
    }

    /** Of what the form says only the name can be of nothing that there is. */
    private static ServiceProblem atField(ServiceProblem problem) {
        return problem.status() == HttpStatus.NOT_FOUND.value()
                ? new ServiceProblem(problem.status(), "name", problem.detail(), null)
                : problem;
    }

    private String refused(ServiceProblem problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return page(model);
    }

    private String page(Model model) {
        model.addAttribute("pauses", pauses.all());
        model.addAttribute("suggestions", names.suggest());
        model.addAttribute("kinds", PauseKind.values());
        model.addAttribute("lengths", PauseLength.values());
        return "pause/list";
    }
}
