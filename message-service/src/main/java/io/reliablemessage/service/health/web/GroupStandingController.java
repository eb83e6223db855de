package io.reliablemessage.service.health.web;

import io.reliablemessage.protocol.management.GroupStanding;
import io.reliablemessage.service.health.GroupStandings;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "overview", description = "How everything stands; for people and administrators' tokens")
class GroupStandingController {
    private final GroupStandings standings;

    GroupStandingController(GroupStandings standings) {
        this.standings = standings;
    }

    @GetMapping("/v1/topics/{topic}/subscriptions/{group}/standing")
    @Operation(summary = "How many messages of a topic a group owes, and how many open dead letters it has")
    GroupStanding get(Caller caller, @PathVariable String topic, @PathVariable String group) {
        return standings.of(caller, topic, group);
    }
}
