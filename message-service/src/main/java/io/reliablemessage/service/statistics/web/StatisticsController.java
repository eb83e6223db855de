package io.reliablemessage.service.statistics.web;

import io.reliablemessage.protocol.management.Statistics;
import io.reliablemessage.service.statistics.RecordedCounts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "statistics", description = "Counts over time; for people and administrators' tokens")
class StatisticsController {
    private final RecordedCounts counts;

    StatisticsController(RecordedCounts counts) {
        this.counts = counts;
    }

    @GetMapping("/v1/statistics")
    @Operation(
            summary =
                    "What all nodes counted per step, of one topic or of all; kept for eight days, a few seconds behind")
    Statistics get(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "PT1M") Duration step,
            @RequestParam(required = false) @Nullable String topic) {
        return counts.of(from, to, step, topic);
    }
}
