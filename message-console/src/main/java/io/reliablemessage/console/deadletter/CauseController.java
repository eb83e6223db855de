package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.service.ServiceProblem;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Dead letters by what caused them, and who looks after each cause. */
@Controller
class CauseController {
    private final Causes causes;
    private final DeadLetters deadLetters;
    private final Clock clock;

    CauseController(Causes causes, DeadLetters deadLetters, Clock clock) {
        this.causes = causes;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    @GetMapping("/dead-letters/causes")
    String list(@ModelAttribute("filter") CaseFilter form, HttpServletResponse response, Model model) {
        CaseFilter.Read read = form.read(clock, Zone.ofRequest());
        model.addAttribute("states", DeadLetterState.values());
        model.addAttribute("wrong", read.problems());
        model.addAttribute(
                "open", read.filter().state() == null || read.filter().state() == DeadLetterState.OPEN);
        model.addAttribute("causes", List.of());
        model.addAttribute("more", false);
        if (!read.problems().isEmpty()) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return "deadletter/causes";
        }
        try {
            DeadLetterFilter filter = read.filter();
            List<Causes.Row> rows = causes.rows(filter.state(), filter.topic(), filter.group());
            model.addAttribute("causes", rows);
            model.addAttribute("more", rows.size() == Causes.MOST);
        } catch (ServiceProblem problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return "deadletter/causes";
    }

    @PostMapping("/dead-letters/causes/{fingerprint}/assignment")
    String assign(
            @PathVariable String fingerprint,
            @RequestParam(required = false) @Nullable String assignee,
            @RequestParam(required = false) @Nullable String note,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean part,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        model.addAttribute("fingerprint", fingerprint);
        model.addAttribute("assignee", assignee);
        model.addAttribute("note", note);
        try {
            deadLetters.assignCause(fingerprint, new Assignment(assignee, note));
        } catch (ServiceProblem problem) {
            if (!part || problem.field() == null) {
                throw problem;
            }
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return part
                ? "deadletter/causes :: assignment"
                : "redirect:/dead-letters/causes"
                        + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
    }
}
