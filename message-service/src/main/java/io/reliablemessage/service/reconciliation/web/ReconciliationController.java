package io.reliablemessage.service.reconciliation.web;

import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.ReconciliationPolicy;
import io.reliablemessage.protocol.management.ReconciliationRules;
import io.reliablemessage.protocol.management.ReconciliationRun;
import io.reliablemessage.protocol.management.RunRequest;
import io.reliablemessage.protocol.management.RunState;
import io.reliablemessage.service.reconciliation.Policies;
import io.reliablemessage.service.reconciliation.Runs;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
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
@RequestMapping("/v1/reconciliation")
@Tag(name = "reconciliation", description = "Compares the books of applications with messages and receipts")
class ReconciliationController {
    private final Policies policies;
    private final Runs runs;

    ReconciliationController(Policies policies, Runs runs) {
        this.policies = policies;
        this.runs = runs;
    }

    @GetMapping("/policies")
    @Operation(summary = "When and how the books of which topics are compared")
    List<ReconciliationPolicy> policies() {
        return policies.list();
    }

    @GetMapping("/policies/{topic}")
    ReconciliationPolicy policy(@PathVariable String topic) {
        return policies.get(topic);
    }

    @PutMapping("/policies/{topic}")
    @Operation(summary = "Sets when and how a topic's books are compared; what is left out has its default")
    ReconciliationPolicy put(Caller caller, @PathVariable String topic, @RequestBody ReconciliationRules rules) {
        return policies.put(topic, rules, caller);
    }

    @DeleteMapping("/policies/{topic}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Ends the scheduled runs of a topic; what they have found stays")
    void remove(Caller caller, @PathVariable String topic) {
        policies.remove(topic, caller);
    }

    @GetMapping("/runs")
    @Operation(summary = "Runs, newest first")
    Page<ReconciliationRun> list(
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable RunState state,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return runs.list(topic, state, cursor, limit);
    }

    @PostMapping("/runs")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Compares a topic's books over any window now")
    ReconciliationRun start(Caller caller, @RequestBody RunRequest request) {
        return runs.start(request, caller);
    }

    @GetMapping("/runs/{id}")
    ReconciliationRun get(@PathVariable UUID id) {
        return runs.get(id);
    }

    @PostMapping("/runs/{id}/cancel")
    @Operation(summary = "Ends a run that is at work; what it has found so far stays")
    ReconciliationRun cancel(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return runs.cancel(id, reason.reason(), caller);
    }

    /** @param comment left out: none */
    record Comment(@Nullable String comment) {}

    @PostMapping("/runs/{id}/sign-off")
    @Operation(summary = "Notes that the caller has read the report and stands for it")
    ReconciliationRun signOff(Caller caller, @PathVariable UUID id, @RequestBody Comment comment) {
        return runs.signOff(id, comment.comment(), caller);
    }
}
