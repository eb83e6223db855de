package io.reliablemessage.console.undecided;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.view.Listing;
import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.protocol.management.TimelineEvent;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Undecided messages: which there are, what their producer said, and a person's word in its place. */
@Controller
class UndecidedController {
    private final UndecidedMessages messages;

    UndecidedController(UndecidedMessages messages) {
        this.messages = messages;
    }

    @GetMapping("/undecided")
    String list(
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletResponse response,
            Model model) {
        // In templates "application" is a name of Thymeleaf's own.
        model.addAttribute("ofApplication", application);
        model.addAttribute("ofTopic", topic);
        Listing.show(model, response, Map.of(), () -> messages.page(application, topic, cursor));
        return "undecided/list";
    }

    @GetMapping("/undecided/{id}")
    String show(@PathVariable UUID id, Model model) {
        fill(model, id);
        return "undecided/message";
    }

    /** For who comes to the address of a form, say by choosing another language after a refusal. */
    @GetMapping({"/undecided/{id}/commit", "/undecided/{id}/cancel"})
    String back(@PathVariable UUID id) {
        return "redirect:/undecided/" + id;
    }

    @PostMapping("/undecided/{id}/commit")
    String commit(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            messages.commit(id, reason);
        } catch (ServiceProblem problem) {
            return refused(problem, "commit", id, response, model);
        }
        next.addFlashAttribute("done", "undecided.committed");
        return "redirect:/messages/" + id;
    }

    @PostMapping("/undecided/{id}/cancel")
    String cancel(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            messages.cancel(id, reason);
        } catch (ServiceProblem problem) {
            return refused(problem, "cancel", id, response, model);
        }
        next.addFlashAttribute("done", "undecided.cancelled");
        return "redirect:/messages/" + id;
    }

    private String refused(ServiceProblem problem, String form, UUID id, HttpServletResponse response, Model model) {
        fill(model, id);
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        model.addAttribute("opened", problem.field() == null ? null : form);
        return "undecided/message";
    }

    private void fill(Model model, UUID id) {
        MessageTimeline timeline = messages.timeline(id);
        model.addAttribute("id", id);
        model.addAttribute("message", timeline.message().message());
        model.addAttribute(
                "answers",
                timeline.events().stream()
                        .filter(event -> event.kind() == TimelineEvent.Kind.CHECKED_BACK)
                        .toList());
    }
}
