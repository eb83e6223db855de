package io.reliablemessage.service.foreign.web;

import io.reliablemessage.protocol.management.ForeignImport;
import io.reliablemessage.protocol.management.ImportRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.service.foreign.Imports;
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
@RequestMapping("/v1/imports")
@Tag(name = "imports", description = "Taking over what RocketMQ has given up; operators only")
class ImportController {
    private final Imports imports;

    ImportController(Imports imports) {
        this.imports = imports;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Takes over the messages of a dead-letter topic, or transactions that nobody could decide")
    ForeignImport start(Caller caller, @RequestBody ImportRequest request) {
        return imports.start(request, caller);
    }

    @GetMapping
    @Operation(summary = "Imports, newest first")
    Page<ForeignImport> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return imports.list(cursor, limit);
    }

    @GetMapping("/{id}")
    ForeignImport get(@PathVariable UUID id) {
        return imports.get(id);
    }

    @PostMapping("/{id}/stop")
    @Operation(summary = "Ends an import; what is taken over stays")
    ForeignImport stop(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return imports.stop(id, reason.reason(), caller);
    }
}
