package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.service.OperatorSession;
import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.Role;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One dead letter and what is decided about it. A refused decision shows the case as it stands now, with the reason. */
@Controller
class CaseController {
    private final DeadLetters deadLetters;

    CaseController(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @GetMapping("/dead-letters/{id}")
    String show(@PathVariable UUID id, @AuthenticationPrincipal OperatorSession person, Model model) {
        fill(model, id, person);
        return "deadletter/case";
    }

    /** Whether a replay has come to its end; the page itself stays, since somebody may be typing in it. */
    @GetMapping("/dead-letters/{id}/standing")
    String standing(@PathVariable UUID id, @RequestParam DeadLetterState was, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("was", was);
        DeadLetterHistory history = deadLetters.get(id);
        model.addAttribute("one", history.deadLetter());
        model.addAttribute("replay", LastReplay.of(history));
        return "deadletter/case :: standing";
    }

    /** For who comes to the address of a form, say by choosing another language after a refusal. */
    @GetMapping({"/dead-letters/{id}/replay", "/dead-letters/{id}/discard", "/dead-letters/{id}/assignment"})
    String back(@PathVariable UUID id) {
        return "redirect:/dead-letters/" + id;
    }

    @PostMapping("/dead-letters/{id}/replay")
    String replay(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            @AuthenticationPrincipal OperatorSession person,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            deadLetters.replay(id, reason).ifPresent(warning -> next.addFlashAttribute("warning", warning));
        } catch (ServiceProblem problem) {
            return refused(problem, "replay", id, person, response, model);
        }
        next.addFlashAttribute("done", "case.replayed");
        return "redirect:/dead-letters/" + id;
    }

    @PostMapping("/dead-letters/{id}/discard")
    String discard(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String reason,
            @AuthenticationPrincipal OperatorSession person,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            deadLetters.discard(id, reason);
        } catch (ServiceProblem problem) {
            return refused(problem, "discard", id, person, response, model);
        }
        next.addFlashAttribute("done", "case.discarded");
        return "redirect:/dead-letters/" + id;
    }

    @PostMapping("/dead-letters/{id}/assignment")
    String assign(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String assignee,
            @RequestParam(required = false) @Nullable String note,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean part,
            @AuthenticationPrincipal OperatorSession person,
            HttpServletResponse response,
            Model model,
            RedirectAttributes next) {
        try {
            deadLetters.assign(id, new Assignment(assignee, note));
        } catch (ServiceProblem problem) {
            if (part && problem.field() == null) {
                throw problem;
            }
            String page = refused(problem, "assignment", id, person, response, model);
            model.addAttribute("assignee", assignee);
            model.addAttribute("note", note);
            return part ? page + " :: assignment" : page;
        }
        if (part) {
            model.addAttribute("id", id);
            model.addAttribute("assignee", assignee);
            model.addAttribute("note", note);
            model.addAttribute("saved", true);
            return "deadletter/case :: assignment";
        }
        next.addFlashAttribute("done", "case.assigned");
        return "redirect:/dead-letters/" + id;
    }

    private String refused(
            ServiceProblem problem,
            String form,
            UUID id,
            OperatorSession person,
            HttpServletResponse response,
            Model model) {
        fill(model, id, person);
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        model.addAttribute("opened", problem.field() == null ? null : form);
        return "deadletter/case";
    }

    private void fill(Model model, UUID id, OperatorSession person) {
        DeadLetterHistory history = deadLetters.get(id);
        DeadLetterDetails one = history.deadLetter();
        model.addAttribute("id", id);
        model.addAttribute("one", one);
        model.addAttribute("assignee", one.assignee());
        model.addAttribute("note", one.note());
        model.addAttribute("life", CaseLife.of(history.attemptLog()));
        model.addAttribute("replay", LastReplay.of(history));
        model.addAttribute("detail", deadLetters.message(one.messageId()).orElse(null));
        if (one.state() == DeadLetterState.OPEN && person.operator().role().includes(Role.OPERATOR)) {
            outlook(model, one);
        }
    }

    /** The page is of use without it, too. */
    private void outlook(Model model, DeadLetterDetails one) {
        try {
            model.addAttribute("outlook", deadLetters.outlook(one));
        } catch (ServiceProblem problem) {
            model.addAttribute("outlookProblem", problem);
        }
    }
}
