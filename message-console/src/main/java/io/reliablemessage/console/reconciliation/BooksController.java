package io.reliablemessage.console.reconciliation;

import io.reliablemessage.console.setup.Topics;
import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How the books of all topics stand. */
@Controller
class BooksController {
    /** Pictures cost two calls a topic; more topics than these have a line without one. */
    private static final int MOST_PICTURES = 50;

    private final Policies policies;
    private final Runs runs;
    private final Discrepancies discrepancies;
    private final Topics topics;
    private final Clock clock;

    BooksController(Policies policies, Runs runs, Discrepancies discrepancies, Topics topics, Clock clock) {
        this.policies = policies;
        this.runs = runs;
        this.discrepancies = discrepancies;
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * One topic.
     *
     * @param bar its last runs; {@code null}: not drawn
     * @param open its open discrepancies; {@code null}: only their number is known
     */
    record Line(
            ReconciliationPolicy policy,
            Condition condition,
            @Nullable RunBar bar,
            @Nullable TypeCounts open) {}

    @GetMapping("/reconciliation")
    String show(Model model) {
        lines(model);
        model.addAttribute("topics", topics.page(null).items());
        return "reconciliation/books";
    }

    @GetMapping("/reconciliation/lines")
    String lines(Model model) {
        Instant now = clock.instant();
        List<Line> lines = new ArrayList<>();
        for (ReconciliationPolicy policy : policies.all()) {
            boolean drawn = lines.size() < MOST_PICTURES;
            lines.add(new Line(
                    policy,
                    Condition.of(policy, now),
                    drawn ? RunBar.of(runs.newest(policy.topic(), RunBar.RUNS).items()) : null,
                    drawn ? open(policy) : null));
        }
        model.addAttribute("lines", lines);
        return "reconciliation/books :: lines";
    }

    /** Where the choice of a topic without rules leads. */
    @GetMapping("/reconciliation/topics")
    String choose(@RequestParam(required = false) @Nullable String topic, RedirectAttributes next) {
        if (topic == null) {
            return "redirect:/reconciliation";
        }
        next.addAttribute("topic", topic.strip());
        return "redirect:/reconciliation/topics/{topic}";
    }

    private TypeCounts open(ReconciliationPolicy policy) {
        if (policy.openDiscrepancies() == 0) {
            return TypeCounts.NONE;
        }
        Page<Discrepancy> page = discrepancies.largePage(
                new DiscrepancyFilter(policy.topic(), null, null, DiscrepancyState.OPEN, null), null);
        return TypeCounts.of(page.items(), page.nextCursor() != null);
    }
}
