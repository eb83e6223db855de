package io.reliablemessage.service.timeline.web;

import io.reliablemessage.protocol.management.MessageTimeline;
import io.reliablemessage.service.timeline.Timelines;
import io.reliablemessage.service.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "timeline", description = "What happened to one message; for people and administrators' tokens")
class TimelineController {
    private final Timelines timelines;

    TimelineController(Timelines timelines) {
        this.timelines = timelines;
    }

    @GetMapping("/v1/messages/{id}/timeline")
    @Operation(
            summary =
                    "The life of a message across producer, service, broker and groups, oldest first, without its payload")
    MessageTimeline get(@PathVariable UUID id) {
        return timelines.of(id).orElseThrow(() -> ProblemException.notFound("message", id.toString()));
    }
}
