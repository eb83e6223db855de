package io.reliablemessage.service.deadletter.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.protocol.management.Assignment;
import io.reliablemessage.protocol.management.CauseInWords;
import io.reliablemessage.protocol.management.DeadLetterCause;
import io.reliablemessage.protocol.management.DeadLetterDetails;
import io.reliablemessage.protocol.management.DeadLetterFilter;
import io.reliablemessage.protocol.management.DeadLetterHistory;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.service.deadletter.Assignments;
import io.reliablemessage.service.deadletter.DeadLetterCauses;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.deadletter.DeadLetterSearch;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Reasons;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/dead-letters")
@Tag(name = "dead letters", description = "Messages that a group could not consume")
class DeadLetterController {
    private final DeadLetterSearch search;
    private final DeadLetterCauses causes;
    private final DeadLetterDecisions decisions;
    private final Assignments assignments;

    DeadLetterController(
            DeadLetterSearch search, DeadLetterCauses causes, DeadLetterDecisions decisions, Assignments assignments) {
        this.search = search;
        this.causes = causes;
        this.decisions = decisions;
        this.assignments = assignments;
    }

    /**
     * @param error a part of the last error or of its type, upper and lower case alike
     * @param from when the case was opened, inclusive; {@code to} exclusive; with a zone
     * @param keyValue the value of any one field of the message's business key
     */
    @GetMapping
    @Operation(
            summary = "Cases in one state, newest first",
            description =
                    "A page may be short and still have a cursor: a search looks at a bounded number of cases at a time.")
    Page<DeadLetterDetails> list(
            @RequestParam(defaultValue = "OPEN") DeadLetterState state,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(required = false) @Nullable String error,
            @RequestParam(required = false) @Nullable String assignee,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable UUID messageId,
            @RequestParam(required = false) @Nullable String keyValue,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return search.list(
                new DeadLetterFilter(
                        state, topic, group, application, fingerprint, error, assignee, from, to, messageId, keyValue),
                cursor,
                limit);
    }

    @GetMapping("/causes")
    @Operation(summary = "The 200 causes with the most cases in one state")
    Page<DeadLetterCause> causes(
            @RequestParam(defaultValue = "OPEN") DeadLetterState state,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String group) {
        return new Page<>(causes.list(state, topic, group), null);
    }

    @GetMapping("/causes/{fingerprint}")
    @Operation(summary = "What a cause says: class and first line of the error of its newest case")
    CauseInWords cause(@PathVariable String fingerprint) {
        return causes.inWords(fingerprint);
    }

    @PutMapping("/causes/{fingerprint}/assignment")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Says who looks after all cases of a cause")
    void assignCause(Caller caller, @PathVariable String fingerprint, @RequestBody Assignment assignment) {
        assignments.assignCause(fingerprint, assignment, caller);
    }

    @GetMapping("/{id}")
    @Operation(summary = "A case with every failed attempt")
    DeadLetterHistory get(@PathVariable UUID id) {
        return search.get(id);
    }

    @PutMapping("/{id}/assignment")
    @Operation(summary = "Says who looks after a case")
    DeadLetterDetails assign(Caller caller, @PathVariable UUID id, @RequestBody Assignment assignment) {
        return assignments.assign(id, assignment, caller);
    }

    @PostMapping("/{id}/replay")
    @Operation(summary = "Delivers the message again to the failed group, with a fresh budget of attempts")
    Decided replay(Caller caller, @PathVariable UUID id, @RequestBody Reason decision) {
        String warning =
                decisions.replay(id, Reasons.checked(decision.reason()), caller).orElse(null);
        return new Decided(search.get(id).deadLetter(), warning);
    }

    @PostMapping("/{id}/discard")
    @Operation(summary = "Gives the message up for the group")
    Decided discard(Caller caller, @PathVariable UUID id, @RequestBody Reason decision) {
        decisions.discard(id, Reasons.checked(decision.reason()), caller);
        return new Decided(search.get(id).deadLetter(), null);
    }

    /** @param warning something to know about what was decided; left out if there is nothing */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decided(
            @JsonUnwrapped DeadLetterDetails deadLetter,
            @Nullable String warning) {}
}
