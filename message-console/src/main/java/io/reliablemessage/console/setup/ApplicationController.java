package io.reliablemessage.console.setup;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.ApplicationDetails;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Applications and the form of one. No application's name begins with a hyphen, so that {@code -new} is none. */
@Controller
class ApplicationController {
    private final Applications applications;
    private final Refusals refusals;

    ApplicationController(Applications applications, Refusals refusals) {
        this.applications = applications;
        this.refusals = refusals;
    }

    /** An application as typed. */
    record Form(
            @Nullable String name,
            @Nullable String description,
            @Nullable String checkUrl) {
        Applications.Change change() {
            return new Applications.Change(description, checkUrl == null ? null : checkUrl.strip());
        }
    }

    @GetMapping("/applications")
    String list(@RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("page", applications.page(cursor));
        return "setup/applications";
    }

    @GetMapping("/applications/-new")
    String blank(@ModelAttribute("form") Form form) {
        return "setup/application-form";
    }

    @GetMapping("/applications/{application}/change")
    String filled(@PathVariable String application, Model model) {
        ApplicationDetails known = applications.get(application);
        model.addAttribute("form", new Form(known.name(), known.description(), known.checkUrl()));
        model.addAttribute("known", application);
        return "setup/application-form";
    }

    @PostMapping("/applications/-new")
    String register(
            @ModelAttribute("form") Form form, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            if (form.name() == null) {
                throw refusals.of("application", "setup.missing");
            }
            requireNew(form.name().strip());
            return put(form.name().strip(), form, "applications.registered", next);
        } catch (ServiceProblem problem) {
            return refused(problem, response, model);
        }
    }

    @PostMapping("/applications/{application}/change")
    String change(
            @PathVariable String application,
            @ModelAttribute("form") Form form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            return put(application, form, "applications.changed", next);
        } catch (ServiceProblem problem) {
            model.addAttribute("known", application);
            return refused(problem, response, model);
        }
    }

    private String put(String name, Form form, String done, RedirectAttributes next) {
        applications.put(name, form.change());
        next.addFlashAttribute("done", done);
        next.addAttribute("application", name);
        return "redirect:/applications/{application}";
    }

    /** The service would take it for a change of the one that is there. */
    private void requireNew(String name) {
        try {
            applications.get(name);
        } catch (ServiceProblem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND.value()) {
                return;
            }
            throw problem;
        }
        throw refusals.of("application", "setup.taken");
    }

    private static String refused(ServiceProblem problem, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return "setup/application-form";
    }
}
