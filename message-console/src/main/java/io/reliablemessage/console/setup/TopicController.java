package io.reliablemessage.console.setup;

import io.reliablemessage.console.pause.Pauses;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.SubscriptionRequest;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.protocol.management.TopicDetails;
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

/** Topics, one topic, and who is subscribed to it. */
@Controller
class TopicController {
    private final Topics topics;
    private final Pauses pauses;
    private final Refusals refusals;

    TopicController(Topics topics, Pauses pauses, Refusals refusals) {
        this.topics = topics;
        this.pauses = pauses;
        this.refusals = refusals;
    }

    @GetMapping("/topics")
    String list(@RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("page", topics.page(cursor));
        return "setup/topics";
    }

    @GetMapping("/topics/{topic}")
    String show(@PathVariable String topic, Model model) {
        TopicDetails details = topics.get(topic);
        List<SubscriptionDetails> subscriptions = topics.subscriptions(topic);
        model.addAttribute("topic", details);
        model.addAttribute("picture", SchedulePicture.of(details.schedule(), details.maxAttempts()));
        model.addAttribute("subscriptions", subscriptions);
        model.addAttribute(
                "pauses",
                pauses.ofTopic(
                        topic,
                        subscriptions.stream().map(SubscriptionDetails::group).collect(Collectors.toSet())));
        return "setup/topic";
    }

    @PostMapping("/topics/{topic}/subscriptions")
    String subscribe(
            @PathVariable String topic,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(required = false) @Nullable String tags,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            if (group == null) {
                throw refusals.of("group", "setup.missing");
            }
            topics.subscribe(topic, group.strip(), new SubscriptionRequest(tags, application));
        } catch (ServiceProblem problem) {
            return refused(problem, topic, response, model);
        }
        return done(topic, "topics.subscribed", next);
    }

    @PostMapping("/topics/{topic}/subscriptions/end")
    String endSubscription(
            @PathVariable String topic,
            @RequestParam String group,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            topics.endSubscription(topic, group);
        } catch (ServiceProblem problem) {
            return refused(problem, topic, response, model);
        }
        return done(topic, "topics.unsubscribed", next);
    }

    /** Where a form's address leads when it is only looked at, as after a change of the language. */
    @GetMapping({"/topics/{topic}/subscriptions", "/topics/{topic}/subscriptions/end"})
    String back(@PathVariable String topic, RedirectAttributes next) {
        next.addAttribute("topic", topic);
        return "redirect:/topics/{topic}";
    }

    private String done(String topic, String message, RedirectAttributes next) {
        next.addFlashAttribute("done", message);
        return back(topic, next);
    }

    private String refused(ServiceProblem problem, String topic, HttpServletResponse response, Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return show(topic, model);
    }
}
