package io.reliablemessage.service.scheduling.web;

import io.reliablemessage.protocol.management.DutyState;
import io.reliablemessage.protocol.management.NodeState;
import io.reliablemessage.protocol.management.TurnState;
import io.reliablemessage.service.scheduling.SchedulerState;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/scheduler}, for administrators: which nodes live, how the duties went and who has which turn. */
@RestController
class SchedulerController {
    private final SchedulerState scheduler;

    SchedulerController(SchedulerState scheduler) {
        this.scheduler = scheduler;
    }

    record Overview(List<NodeState> nodes, List<DutyState> duties, List<TurnState> turns) {}

    @GetMapping("/v1/scheduler")
    Overview overview() {
        return new Overview(scheduler.nodes(), scheduler.duties(), scheduler.turns());
    }
}
