package io.reliablemessage.console.setup;

import io.reliablemessage.console.pause.Pauses;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * One application with its tokens. A new token reaches the one page after the redirect and is nowhere after that: no address, no
 * history, and no second page has it.
 */
@Controller
class ApplicationPageController {
    private final Applications applications;
    private final Pauses pauses;

    ApplicationPageController(Applications applications, Pauses pauses) {
        this.applications = applications;
        this.pauses = pauses;
    }

    @GetMapping("/applications/{application}")
    String show(@PathVariable String application, Model model) {
        List<SubscriptionDetails> subscriptions = applications.subscriptions(application);
        model.addAttribute("known", applications.get(application));
        model.addAttribute("tokens", applications.tokens(application));
        model.addAttribute("subscriptions", subscriptions);
        model.addAttribute("overlaps", Overlap.values());
        model.addAttribute(
                "pauses",
                pauses.ofApplication(
                        application,
                        subscriptions.stream().map(SubscriptionDetails::group).collect(Collectors.toSet())));
        return "setup/application";
    }

    @PostMapping("/applications/{application}/tokens")
    String issueToken(
            @PathVariable String application,
            @RequestParam(required = false) @Nullable String label,
            @RequestParam(defaultValue = "DAY") Overlap overlap,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            next.addFlashAttribute("issued", applications.issueToken(application, label, overlap.length()));
        } catch (ServiceProblem problem) {
            return refused(problem, application, response, model);
        }
        return back(application, next);
    }

    @PostMapping("/applications/{application}/tokens/revoke")
    String revokeToken(
            @PathVariable String application,
            @RequestParam int id,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            applications.revokeToken(application, id);
        } catch (ServiceProblem problem) {
            return refused(problem, application, response, model);
        }
        next.addFlashAttribute("done", "applications.token.revoked");
        return back(application, next);
    }

    @PostMapping("/applications/{application}/check-address")
    String tryCheckAddress(
            @PathVariable String application, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            next.addFlashAttribute("trial", applications.tryCheckAddress(application));
        } catch (ServiceProblem problem) {
            return refused(problem, application, response, model);
        }
        return back(application, next);
    }

    /** Where a form's address leads when it is only looked at, as after a change of the language. */
    @GetMapping({
        "/applications/{application}/tokens",
        "/applications/{application}/tokens/revoke",
        "/applications/{application}/check-address"
    })
    String back(@PathVariable String application, RedirectAttributes next) {
        next.addAttribute("application", application);
        return "redirect:/applications/{application}";
    }

    private String refused(ServiceProblem problem, String application, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return show(application, model);
    }
}
