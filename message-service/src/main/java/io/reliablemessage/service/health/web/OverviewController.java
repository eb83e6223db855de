package io.reliablemessage.service.health.web;

import io.reliablemessage.protocol.management.Overview;
import io.reliablemessage.service.health.RecentOverview;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "overview", description = "How everything stands; for people and administrators' tokens")
class OverviewController {
    private final RecentOverview overview;

    OverviewController(RecentOverview overview) {
        this.overview = overview;
    }

    @GetMapping("/v1/overview")
    @Operation(summary = "Ages, nodes, duties, backlog; at most five seconds old, see asOf")
    Overview get() {
        return overview.get();
    }
}
