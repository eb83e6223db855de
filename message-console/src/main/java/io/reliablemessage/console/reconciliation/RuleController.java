package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.setup.Refusals;
import io.reliablemessage.console.webhook.Webhooks;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.RepairMode;
import io.reliablemessage.protocol.management.WebhookDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** By which rules a topic's books are compared. */
@Controller
class RuleController {
    private static final int TIMES = 5;
    private static final Pattern PART = Pattern.compile("(\\w+)[.\\[](\\w+)]?");

    private final Policies policies;
    private final Webhooks webhooks;
    private final Refusals refusals;
    private final Clock clock;

    RuleController(Policies policies, Webhooks webhooks, Refusals refusals, Clock clock) {
        this.policies = policies;
        this.webhooks = webhooks;
        this.refusals = refusals;
        this.clock = clock;
    }

    @GetMapping("/reconciliation/topics/{topic}")
    String show(@PathVariable String topic, Model model) {
        Optional<ReconciliationPolicy> policy = policies.find(topic);
        return page(topic, policy.map(RuleForm::of).orElseGet(RuleForm::blank), policy.isPresent(), model);
    }

    @PostMapping("/reconciliation/topics/{topic}")
    String save(
            @PathVariable String topic,
            @ModelAttribute("form") RuleForm sent,
            @RequestParam Map<String, String> typed,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        RuleForm form = sent.withRepairs(typed);
        try {
            policies.put(topic, form.rules(refusals));
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", atField(problem));
            return page(topic, form, policies.find(topic).isPresent(), model);
        }
        next.addFlashAttribute("done", "rules.saved");
        next.addAttribute("topic", topic);
        return "redirect:/reconciliation/topics/{topic}";
    }

    @PostMapping("/reconciliation/topics/{topic}/remove")
    String remove(@PathVariable String topic, HttpServletResponse response, Model model, RedirectAttributes next) {
        try {
            policies.remove(topic);
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return show(topic, model);
        }
        next.addFlashAttribute("done", "rules.removed");
        return "redirect:/reconciliation";
    }

    /** Where a form's address leads when it is only looked at, as after a change of the language. */
    @GetMapping("/reconciliation/topics/{topic}/remove")
    String back(@PathVariable String topic, RedirectAttributes next) {
        next.addAttribute("topic", topic);
        return "redirect:/reconciliation/topics/{topic}";
    }

    /** When runs would begin, while the expression is typed. */
    @GetMapping("/reconciliation/-times")
    String times(@RequestParam(required = false) @Nullable String cron, Model model) {
        plan(cron, model);
        return "reconciliation/rules :: times";
    }

    /** The service names one of several names or types; the form has one field for all of them. */
    private static ServiceProblem atField(ServiceProblem problem) {
        Matcher part = PART.matcher(String.valueOf(problem.field()));
        return part.matches()
                ? new ServiceProblem(
                        problem.status(),
                        part.group(1),
                        part.group(2) + ": " + problem.detail(),
                        problem.retryAfterSeconds())
                : problem;
    }

    private String page(String topic, RuleForm form, boolean known, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("topic", topic);
        model.addAttribute("known", known);
        model.addAttribute("types", DiscrepancyType.values());
        model.addAttribute("modes", RepairMode.values());
        model.addAttribute("never", Permission.NEVER_REPAIRED);
        model.addAttribute("webhooks", webhookNames(form));
        plan(form.cron(), model);
        return "reconciliation/rules";
    }

    /** Those that there are and those that the rules name, should one have been removed meanwhile. */
    private List<String> webhookNames(RuleForm form) {
        TreeSet<String> names = new TreeSet<>();
        webhooks.all().stream().map(WebhookDetails::name).forEach(names::add);
        if (form.webhooks() != null) {
            names.addAll(form.webhooks());
        }
        return List.copyOf(names);
    }

    private void plan(@Nullable String cron, Model model) {
        if (cron == null) {
            return;
        }
        try {
            model.addAttribute("times", Schedule.of(cron).next(clock.instant(), TIMES));
        } catch (IllegalArgumentException e) {
            model.addAttribute("untimed", String.valueOf(e.getMessage()));
        }
    }
}
