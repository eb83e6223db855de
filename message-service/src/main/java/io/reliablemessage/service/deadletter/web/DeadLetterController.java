package io.reliablemessage.service.deadletter.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.reliablemessage.protocol.DeadLetterState;
import io.reliablemessage.service.deadletter.DeadLetterDecisions;
import io.reliablemessage.service.deadletter.DeadLetterDetails;
import io.reliablemessage.service.deadletter.DeadLetterHistory;
import io.reliablemessage.service.deadletter.DeadLetterQuery;
import io.reliablemessage.service.deadletter.DeadLetterSearch;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.Page;
import io.reliablemessage.service.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/dead-letters")
@Tag(name = "dead letters", description = "Messages that a group could not consume; administrators only")
class DeadLetterController {
    private static final int MAX_REASON = 500;

    private final DeadLetterSearch search;
    private final DeadLetterDecisions decisions;

    DeadLetterController(DeadLetterSearch search, DeadLetterDecisions decisions) {
        this.search = search;
        this.decisions = decisions;
    }

    @GetMapping
    @Operation(summary = "Cases in one state, newest first")
    Page<DeadLetterDetails> list(
            @RequestParam(defaultValue = "OPEN") DeadLetterState state,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String fingerprint,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        if (fingerprint != null && !fingerprint.matches("[0-9a-f]{16}")) {
            throw ProblemException.invalid("fingerprint", "must have 16 hexadecimal digits", 16);
        }
        return search.list(new DeadLetterQuery(state, topic, group, fingerprint), cursor, limit);
    }

    @GetMapping("/{id}")
    @Operation(summary = "A case with every failed attempt")
    DeadLetterHistory get(@PathVariable UUID id) {
        return search.get(id);
    }

    @PostMapping("/{id}/replay")
    @Operation(summary = "Delivers the message again to the failed group, with a fresh budget of attempts")
    Decided replay(Caller caller, @PathVariable UUID id, @RequestBody Decision decision) {
        String warning =
                decisions.replay(id, decision.checkedReason(), caller.name()).orElse(null);
        return new Decided(search.get(id).deadLetter(), warning);
    }

    @PostMapping("/{id}/discard")
    @Operation(summary = "Gives the message up for the group")
    Decided discard(Caller caller, @PathVariable UUID id, @RequestBody Decision decision) {
        decisions.discard(id, decision.checkedReason(), caller.name());
        return new Decided(search.get(id).deadLetter(), null);
    }

    /** @param reason for those who come later; 1 to 500 characters */
    record Decision(@Nullable String reason) {
        String checkedReason() {
            String text = reason == null ? "" : reason.strip();
            if (text.isEmpty() || text.length() > MAX_REASON) {
                throw ProblemException.invalid(
                        "reason", "must have 1 to " + MAX_REASON + " characters; it has " + text.length(), MAX_REASON);
            }
            return text;
        }
    }

    /** @param warning something to know about what was decided; left out if there is nothing */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decided(
            @JsonUnwrapped DeadLetterDetails deadLetter,
            @Nullable String warning) {}
}
