package io.reliablemessage.service.pause.web;

import io.reliablemessage.protocol.management.PauseDetails;
import io.reliablemessage.protocol.management.PauseKind;
import io.reliablemessage.protocol.management.PauseRequest;
import io.reliablemessage.service.pause.Pauses;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/pauses")
@Tag(name = "pauses", description = "Topics, groups and applications whose deliveries wait; operators only")
class PauseController {
    private final Pauses pauses;

    PauseController(Pauses pauses) {
        this.pauses = pauses;
    }

    @GetMapping
    @Operation(summary = "The pauses in force, newest first")
    List<PauseDetails> list() {
        return pauses.list();
    }

    @PutMapping("/{kind}/{name}")
    @Operation(summary = "Pauses a topic, group or application, or replaces who, why and until when")
    PauseDetails put(
            @PathVariable String kind, @PathVariable String name, @RequestBody PauseRequest request, Caller caller) {
        return pauses.put(kind(kind), name, request, caller);
    }

    @DeleteMapping("/{kind}/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Ends a pause; what waited follows within seconds")
    void delete(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String reason,
            Caller caller) {
        pauses.end(kind(kind), name, reason, caller);
    }

    private static PauseKind kind(String name) {
        return switch (name) {
            case "topic" -> PauseKind.TOPIC;
            case "group" -> PauseKind.GROUP;
            case "application" -> PauseKind.APPLICATION;
            default -> throw ProblemException.invalid("kind", "must be topic, group or application", null);
        };
    }
}
