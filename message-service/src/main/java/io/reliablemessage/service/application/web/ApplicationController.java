package io.reliablemessage.service.application.web;

import io.reliablemessage.service.application.ApplicationDetails;
import io.reliablemessage.service.application.Applications;
import io.reliablemessage.service.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/applications")
@Tag(name = "applications", description = "Producers and consumers; administrators only")
class ApplicationController {
    private final Applications applications;

    ApplicationController(Applications applications) {
        this.applications = applications;
    }

    @GetMapping
    Page<ApplicationDetails> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return applications.list(cursor, limit);
    }

    @GetMapping("/{application}")
    ApplicationDetails get(@PathVariable String application) {
        return applications.get(application);
    }

    @PutMapping("/{application}")
    @Operation(summary = "Registers an application or changes it; 201 if it is new")
    ResponseEntity<ApplicationDetails> put(@PathVariable String application, @RequestBody ApplicationChange change) {
        boolean created = applications.put(application, change.description(), change.checkUrl());
        return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
                .body(applications.get(application));
    }

    /**
     * @param description at most 500 characters
     * @param checkUrl an absolute http or https URL; left out: the application cannot be asked and so may not prepare
     */
    record ApplicationChange(
            @Nullable String description, @Nullable String checkUrl) {}
}
