package io.reliablemessage.console.webhook;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.protocol.management.WebhookKind;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Webhooks: what there is, and the form of one. No webhook's name begins with a hyphen, so that {@code -new} is none. */
@Controller
class WebhookController {
    private final Webhooks webhooks;
    private final Refusals refusals;

    WebhookController(Webhooks webhooks, Refusals refusals) {
        this.webhooks = webhooks;
        this.refusals = refusals;
    }

    @GetMapping("/webhooks")
    String list(Model model) {
        model.addAttribute("webhooks", webhooks.all());
        return "webhook/list";
    }

    @GetMapping("/webhooks/-new")
    String blank(Model model) {
        Locale locale = LocaleContextHolder.getLocale();
        return form(
                new WebhookForm(
                        null,
                        WebhookKind.DINGTALK,
                        null,
                        null,
                        locale.getLanguage().equals("zh") ? "zh" : "en"),
                null,
                model);
    }

    @GetMapping("/webhooks/{name}")
    String filled(@PathVariable String name, Model model) {
        return form(WebhookForm.of(webhooks.get(name)), name, model);
    }

    @PostMapping("/webhooks/-new")
    String register(
            @ModelAttribute("form") WebhookForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            if (form.name() == null) {
                throw refusals.of("name", "setup.missing");
            }
            String name = form.name().strip();
            requireNew(name);
            return put(name, form, next);
        } catch (ServiceProblem problem) {
            return refused(problem, form, null, response, model);
        }
    }

    @PostMapping("/webhooks/{name}")
    String change(
            @PathVariable String name,
            @ModelAttribute("form") WebhookForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            return put(name, form, next);
        } catch (ServiceProblem problem) {
            return refused(problem, form, name, response, model);
        }
    }

    @PostMapping("/webhooks/{name}/trial")
    String tryOut(@PathVariable String name, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            next.addFlashAttribute("trial", webhooks.tryOut(name));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return filled(name, model);
        }
        return back(name, next);
    }

    @PostMapping("/webhooks/{name}/remove")
    String remove(@PathVariable String name, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            webhooks.remove(name);
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return filled(name, model);
        }
        next.addFlashAttribute("done", "webhooks.removed");
        return "redirect:/webhooks";
    }

    /** Where a form's address leads when it is only looked at, as after a change of the language. */
    @GetMapping({"/webhooks/{name}/trial", "/webhooks/{name}/remove"})
    String back(@PathVariable String name, RedirectAttributes next) {
        next.addAttribute("name", name);
        return "redirect:/webhooks/{name}";
    }

    private String put(String name, WebhookForm form, RedirectAttributes next) {
        webhooks.put(name, form.rules(refusals));
        next.addFlashAttribute("done", "webhooks.saved");
        return back(name, next);
    }

    /** The service would take it for a change of the one that is there. */
    private void requireNew(String name) {
        if (webhooks.all().stream().anyMatch(each -> each.name().equals(name))) {
            throw refusals.of("name", "setup.taken");
        }
    }

    private String refused(
            ServiceProblem problem,
            WebhookForm form,
            @Nullable String name,
            HttpServletResponse response,
            Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return form(form.withoutSecret(), name, model);
    }

    private String form(WebhookForm form, @Nullable String name, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("known", name == null ? null : webhooks.get(name));
        model.addAttribute("kinds", WebhookKind.values());
        return "webhook/form";
    }
}
