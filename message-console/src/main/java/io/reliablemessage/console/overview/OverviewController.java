package io.reliablemessage.console.overview;

import io.reliablemessage.console.pause.Pauses;
import io.reliablemessage.console.reconciliation.BooksStanding;
import io.reliablemessage.protocol.management.Statistics;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/** The overview, and the parts of it that renew themselves. */
@Controller
class OverviewController {
    private final Figures figures;
    private final Pauses pauses;
    private final Thresholds thresholds;
    private final BooksStanding books;
    private final JsonMapper json;

    OverviewController(Figures figures, Pauses pauses, Thresholds thresholds, BooksStanding books, JsonMapper json) {
        this.figures = figures;
        this.pauses = pauses;
        this.thresholds = thresholds;
        this.books = books;
        this.json = json;
    }

    @GetMapping("/overview")
    String show(
            @RequestParam(defaultValue = "HOUR") Range range,
            @RequestParam(required = false) @Nullable String topic,
            Model model) {
        standing(model);
        books(model);
        charts(range, topic, model);
        return "overview/overview";
    }

    @GetMapping("/overview/standing")
    String standing(Model model) {
        model.addAttribute("standing", new Standing(figures.now(), thresholds));
        model.addAttribute("pauses", pauses.all());
        return "overview/standing :: standing";
    }

    @GetMapping("/overview/books")
    String books(Model model) {
        model.addAttribute("books", books.read());
        return "overview/books :: line";
    }

    @GetMapping("/overview/charts")
    String charts(
            @RequestParam(defaultValue = "HOUR") Range range,
            @RequestParam(required = false) @Nullable String topic,
            Model model) {
        Statistics statistics = figures.of(range, topic);
        model.addAttribute("range", range);
        model.addAttribute("ranges", Range.values());
        model.addAttribute("topic", topic);
        model.addAttribute("statistics", statistics);
        model.addAttribute(
                "series",
                json.writeValueAsString(Map.of("step", statistics.step().toSeconds(), "points", statistics.points())));
        return "overview/charts :: figures";
    }
}
