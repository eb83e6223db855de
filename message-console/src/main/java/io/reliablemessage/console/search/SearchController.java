package io.reliablemessage.console.search;

import io.reliablemessage.console.view.Address;
import io.reliablemessage.console.view.Zone;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Leads from the box to the page that answers it, whose address says all that was asked for. */
@Controller
class SearchController {
    private final Clock clock;

    SearchController(Clock clock) {
        this.clock = clock;
    }

    @GetMapping("/search")
    String search(@RequestParam(required = false) @Nullable String q, HttpServletResponse response, Model model) {
        if (q == null) {
            return "redirect:/messages";
        }
        try {
            return "redirect:" + page(QueryParser.parse(q, clock, Zone.ofRequest()));
        } catch (SearchProblem problem) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            model.addAttribute("q", q);
            model.addAttribute("problem", problem);
            return "search/problem";
        }
    }

    private static Address page(Query query) {
        if (query.id() != null) {
            return Address.of("/messages/" + query.id());
        }
        Address page = query.isAboutDeadLetters()
                ? Address.of("/dead-letters")
                        .with("state", query.caseState())
                        .with("error", query.error())
                        .with("group", query.group())
                        .with("keyValue", query.anyValue())
                : Address.of("/messages")
                        .with("key", query.key())
                        .with("fields", query.fields())
                        .with("keyValue", query.value())
                        .with("state", query.state());
        return page.with("topic", query.topic())
                .with("application", query.application())
                .with("from", query.after())
                .with("to", query.before());
    }
}
