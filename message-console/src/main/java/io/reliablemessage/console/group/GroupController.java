package io.reliablemessage.console.group;

import io.reliablemessage.console.deadletter.Causes;
import io.reliablemessage.console.pause.Pauses;
import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.GroupStanding;
import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** A group on a topic. */
@Controller
class GroupController {
    private final ServiceClient service;
    private final Causes causes;
    private final Pauses pauses;

    GroupController(ServiceClient service, Causes causes, Pauses pauses) {
        this.service = service;
        this.causes = causes;
        this.pauses = pauses;
    }

    @GetMapping("/topics/{topic}/groups/{group}")
    String show(@PathVariable String topic, @PathVariable String group, Model model) {
        GroupStanding standing = service.get(
                Call.to("/v1/topics/{topic}/subscriptions/{group}/standing", topic, group), GroupStanding.class);
        List<PauseDetails> inForce = pauses.ofTopic(topic, Set.of(group));
        model.addAttribute("standing", standing);
        model.addAttribute("subscription", standing.subscription());
        model.addAttribute("causes", causes.rows(DeadLetterState.OPEN, topic, group));
        model.addAttribute("pauses", inForce);
        model.addAttribute("paused", inForce.stream().anyMatch(pause -> pause.kind() == PauseKind.GROUP));
        return "group/group";
    }
}
