package io.reliablemessage.console.deadletter;

import io.reliablemessage.console.view.Listing;
import io.reliablemessage.console.view.Zone;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.JobAction;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists of dead letters, by filter and as a file. Without any filter people are shown the causes first. */
@Controller
class CaseListController {
    private final DeadLetters deadLetters;
    private final Causes causes;
    private final Clock clock;

    CaseListController(DeadLetters deadLetters, Causes causes, Clock clock) {
        this.deadLetters = deadLetters;
        this.causes = causes;
        this.clock = clock;
    }

    @GetMapping("/dead-letters")
    String list(
            @ModelAttribute("filter") CaseFilter form,
            @RequestParam(required = false) @Nullable String cursor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (request.getQueryString() == null) {
            return "redirect:/dead-letters/causes";
        }
        CaseFilter.Read read = form.read(clock, Zone.ofRequest());
        DeadLetterFilter filter = read.filter();
        if (read.problems().isEmpty() && form.dependsOnZone()) {
            return "redirect:" + FilterPart.address("/dead-letters", filter);
        }
        boolean open = filter.state() == null || filter.state() == DeadLetterState.OPEN;
        model.addAttribute("states", DeadLetterState.values());
        model.addAttribute("open", open);
        model.addAttribute("unfiltered", open && FilterPart.of(filter).isEmpty());
        model.addAttribute(
                "replay",
                FilterPart.address("/jobs/new", filter)
                        .with("action", JobAction.REPLAY)
                        .toString());
        model.addAttribute(
                "discard",
                FilterPart.address("/jobs/new", filter)
                        .with("action", JobAction.DISCARD)
                        .toString());
        Listing.show(model, response, read.problems(), () -> {
            model.addAttribute("cause", FilterPart.words(causes.inWords(filter.fingerprint())));
            return deadLetters.page(filter, cursor);
        });
        return "deadletter/list";
    }

    @GetMapping("/dead-letters/export.csv")
    void export(@ModelAttribute("filter") CaseFilter form, HttpServletResponse response) throws IOException {
        CaseFilter.Read read = form.read(clock, Zone.ofRequest());
        if (!read.problems().isEmpty()) {
            response.sendError(HttpStatus.BAD_REQUEST.value());
            return;
        }
        CaseFile.write(response, cursor -> deadLetters.largePage(read.filter(), cursor));
    }
}
