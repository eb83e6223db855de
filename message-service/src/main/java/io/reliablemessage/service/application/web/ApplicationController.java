package io.reliablemessage.service.application.web;

import io.reliablemessage.protocol.management.ApplicationDetails;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.SubscriptionDetails;
import io.reliablemessage.service.application.Applications;
import io.reliablemessage.service.application.Subscriptions;
import io.reliablemessage.service.security.Caller;
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
@Tag(name = "applications", description = "Producers and consumers; changed by administrators")
class ApplicationController {
    private final Applications applications;
    private final Subscriptions subscriptions;

    ApplicationController(Applications applications, Subscriptions subscriptions) {
        this.applications = applications;
        this.subscriptions = subscriptions;
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

    @GetMapping("/{application}/subscriptions")
    @Operation(summary = "What the application's groups are subscribed to, newest first; the newest 200")
    Page<SubscriptionDetails> subscriptions(@PathVariable String application) {
        return new Page<>(subscriptions.ofApplication(application), null);
    }

    @PutMapping("/{application}")
    @Operation(summary = "Registers an application or changes it; 201 if it is new")
    ResponseEntity<ApplicationDetails> put(
            Caller caller, @PathVariable String application, @RequestBody ApplicationChange change) {
        boolean created = applications.put(caller, application, change.description(), change.checkUrl());
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
