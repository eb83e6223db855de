package io.reliablemessage.console.setup;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.management.TopicRules;
import io.reliablemessage.protocol.management.WithoutSubscriber;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The form of a topic's rules. No topic's name begins with a hyphen, so that {@code -new} is none. */
@Controller
class TopicFormController {
    private static final Pattern INTERVAL = Pattern.compile("schedule\\[(\\d+)]");
    private static final int MOST_ATTEMPTS = 100;

    private final Topics topics;
    private final Refusals refusals;

    TopicFormController(Topics topics, Refusals refusals) {
        this.topics = topics;
        this.refusals = refusals;
    }

    @GetMapping("/topics/-new")
    String blank(@ModelAttribute("form") TopicForm form, Model model) {
        return form(form, null, model);
    }

    @GetMapping("/topics/{topic}/change")
    String filled(@PathVariable String topic, Model model) {
        return form(TopicForm.of(topics.get(topic)), topic, model);
    }

    @PostMapping("/topics/-new")
    String register(
            @ModelAttribute("form") TopicForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            if (form.name() == null) {
                throw refusals.of("topic", "setup.missing");
            }
            requireNew(form.name().strip());
            return put(form.name().strip(), form, "topics.registered", next);
        } catch (ServiceProblem problem) {
            return refused(problem, form, null, response, model);
        }
    }

    @PostMapping("/topics/{topic}/change")
    String change(
            @PathVariable String topic,
            @ModelAttribute("form") TopicForm form,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            return put(topic, form, "topics.changed", next);
        } catch (ServiceProblem problem) {
            return refused(problem, form, topic, response, model);
        }
    }

    /** The picture of a schedule while it is typed. */
    @GetMapping("/topics/-schedule")
    String picture(@ModelAttribute("form") TopicForm form, Model model) {
        draw(form, model);
        return "setup/schedule :: preview";
    }

    private String put(String topic, TopicForm form, String done, RedirectAttributes next) {
        topics.put(topic, rules(form));
        next.addFlashAttribute("done", done);
        next.addAttribute("topic", topic);
        return "redirect:/topics/{topic}";
    }

    /** The service would take it for a change of the one that is there. */
    private void requireNew(String name) {
        try {
            topics.get(name);
        } catch (ServiceProblem problem) {
            if (problem.status() == HttpStatus.NOT_FOUND.value()) {
                return;
            }
            throw problem;
        }
        throw refusals.of("topic", "setup.taken");
    }

    private TopicRules rules(TopicForm form) {
        try {
            return form.rules();
        } catch (TopicForm.Unreadable e) {
            throw refusals.of(e.field(), e.message(), e.typed());
        }
    }

    private String refused(
            ServiceProblem problem, TopicForm form, @Nullable String topic, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", atField(problem));
        return form(form, topic, model);
    }

    /** The service names one interval; the form has one field for all of them. */
    private ServiceProblem atField(ServiceProblem problem) {
        Matcher interval = INTERVAL.matcher(String.valueOf(problem.field()));
        return interval.matches()
                ? refusals.of(
                        "schedule",
                        "topics.invalid.interval",
                        Integer.parseInt(interval.group(1)) + 1,
                        problem.detail())
                : problem;
    }

    private String form(TopicForm form, @Nullable String topic, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("topic", topic);
        model.addAttribute("choices", WithoutSubscriber.values());
        draw(form, model);
        return "setup/topic-form";
    }

    /** Draws what can be drawn; the form says what is wrong with the rest when it is sent. */
    private void draw(TopicForm form, Model model) {
        try {
            TopicRules rules = new TopicForm(
                            null, null, null, form.schedule(), form.maxAttempts(), null, null, null, null, null, null)
                    .rules();
            List<Duration> schedule = rules.schedule();
            Integer attempts = rules.maxAttempts();
            if (schedule != null && attempts != null && attempts >= 1 && attempts <= MOST_ATTEMPTS) {
                model.addAttribute("picture", SchedulePicture.of(schedule, attempts));
            }
        } catch (TopicForm.Unreadable e) {
            model.addAttribute("undrawn", refusals.of(e.field(), e.message(), e.typed()));
        }
    }
}
