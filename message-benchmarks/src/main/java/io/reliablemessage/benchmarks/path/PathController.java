package io.reliablemessage.benchmarks.path;

import java.util.List;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For the benchmark, below a path that an administrator's token opens; the service closes all that it has no rule for. */
@RestController
final class PathController {
    private final CoalescedPath coalesced;
    private final NaivePath naive;
    private final Targets targets;

    PathController(CoalescedPath coalesced, NaivePath naive, Targets targets) {
        this.coalesced = coalesced;
        this.naive = naive;
        this.targets = targets;
    }

    /** Sends every message the same way, and answers when the time is over. */
    @PostMapping("/v1/applications/{application}/path/{way}")
    PathResult run(
            @PathVariable String application,
            @PathVariable String way,
            @RequestParam int callers,
            @RequestParam long millis,
            @RequestParam String topic,
            @RequestParam List<String> groups,
            @RequestParam int payloadBytes)
            throws InterruptedException {
        PathNode.Target target = targets.of(application, topic, groups, payloadBytes);
        Path path = way.equals("naive") ? naive : coalesced;
        return Callers.run(callers, millis, () -> path.pass(target));
    }

    /** Finds the numbers of an application and a topic. */
    interface Targets {
        PathNode.Target of(String application, String topic, List<String> groups, int payloadBytes);
    }
}
