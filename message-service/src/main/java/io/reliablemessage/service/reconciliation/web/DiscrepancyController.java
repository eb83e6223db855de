package io.reliablemessage.service.reconciliation.web;

import io.reliablemessage.protocol.management.Discrepancy;
import io.reliablemessage.protocol.management.DiscrepancyFilter;
import io.reliablemessage.protocol.management.DiscrepancyState;
import io.reliablemessage.protocol.management.DiscrepancyType;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.RepairRequest;
import io.reliablemessage.protocol.management.RepairsApproved;
import io.reliablemessage.service.reconciliation.Discrepancies;
import io.reliablemessage.service.reconciliation.Runs;
import io.reliablemessage.service.security.Caller;
import io.reliablemessage.service.web.KeyParameter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
@RequestMapping("/v1/reconciliation")
@Tag(name = "discrepancies", description = "What books say differently, and what becomes of it")
class DiscrepancyController {
    private final Discrepancies discrepancies;
    private final Runs runs;

    DiscrepancyController(Discrepancies discrepancies, Runs runs) {
        this.discrepancies = discrepancies;
        this.runs = runs;
    }

    @GetMapping("/discrepancies")
    @Operation(summary = "Discrepancies, newest first; a page may be short, or empty, and still have a successor")
    Page<Discrepancy> list(
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable DiscrepancyType type,
            @RequestParam(required = false) @Nullable DiscrepancyState state,
            @RequestParam(required = false) @Nullable UUID run,
            @RequestParam(required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable UUID message,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return discrepancies.list(
                new DiscrepancyFilter(topic, group, type, state, run, KeyParameter.read(key), message), cursor, limit);
    }

    @GetMapping("/discrepancies/{id}")
    Discrepancy get(@PathVariable UUID id) {
        return discrepancies.get(id);
    }

    @PostMapping("/discrepancies/{id}/repair")
    @Operation(summary = "Approves the repair of an OPEN discrepancy; the next run verifies it")
    Discrepancy repair(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return discrepancies.repair(id, reason.reason(), caller);
    }

    @PostMapping("/discrepancies/{id}/accept")
    @Operation(summary = "Lets an OPEN discrepancy be; runs do not report the same again")
    Discrepancy accept(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return discrepancies.accept(id, reason.reason(), caller);
    }

    @PostMapping("/repairs")
    @Operation(summary = "Approves the repair of all OPEN discrepancies that match now, at most 20,000")
    RepairsApproved repairAll(Caller caller, @RequestBody RepairRequest request) {
        return discrepancies.repairAll(request, caller);
    }

    @GetMapping(path = "/runs/{id}/discrepancies.csv", produces = "text/csv")
    @Operation(summary = "All that a run opened or saw again, as comma-separated values")
    void csv(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        runs.get(id);
        response.setContentType("text/csv");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"discrepancies-" + id + ".csv\"");
        Writer writer = response.getWriter();
        writer.write(DiscrepancyLine.HEAD);
        discrepancies.each(id, each -> {
            try {
                writer.write(DiscrepancyLine.of(each));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
