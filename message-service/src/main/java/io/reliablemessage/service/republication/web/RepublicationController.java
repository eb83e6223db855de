package io.reliablemessage.service.republication.web;

import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.protocol.management.Republication;
import io.reliablemessage.protocol.management.RepublicationRequest;
import io.reliablemessage.service.republication.Republications;
import io.reliablemessage.service.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/republications")
@Tag(name = "republications", description = "Publishing again what the broker has lost; operators only")
class RepublicationController {
    private final Republications republications;

    RepublicationController(Republications republications) {
        this.republications = republications;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Publishes again what may have been published in this time and owes a receipt")
    Republication start(Caller caller, @RequestBody RepublicationRequest request) {
        return republications.start(request, caller);
    }

    @GetMapping
    @Operation(summary = "Republications, newest first")
    Page<Republication> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return republications.list(cursor, limit);
    }

    @GetMapping("/{id}")
    Republication get(@PathVariable UUID id) {
        return republications.get(id);
    }

    @PostMapping("/{id}/stop")
    @Operation(summary = "Ends a republication; what is due already is still published")
    Republication stop(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return republications.stop(id, reason.reason(), caller);
    }
}
