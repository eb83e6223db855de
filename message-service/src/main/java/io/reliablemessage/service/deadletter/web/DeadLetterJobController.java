package io.reliablemessage.service.deadletter.web;

import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import io.reliablemessage.service.deadletter.job.JobPreviews;
import io.reliablemessage.service.deadletter.job.Jobs;
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
@RequestMapping("/v1/dead-letter-jobs")
@Tag(name = "dead-letter jobs", description = "Replays and discards of all dead letters that match a filter")
class DeadLetterJobController {
    private final Jobs jobs;
    private final JobPreviews previews;

    DeadLetterJobController(Jobs jobs, JobPreviews previews) {
        this.jobs = jobs;
        this.previews = previews;
    }

    @PostMapping("/preview")
    @Operation(summary = "What a job would be about")
    JobPreview preview(@RequestBody JobRequest request) {
        return previews.preview(request);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Starts a job for all OPEN cases that match now")
    JobDetails start(Caller caller, @RequestBody JobRequest request) {
        return jobs.start(request, caller);
    }

    @GetMapping
    @Operation(summary = "Jobs, newest first")
    Page<JobDetails> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return jobs.list(cursor, limit);
    }

    @GetMapping("/{id}")
    JobDetails get(@PathVariable UUID id) {
        return jobs.get(id);
    }

    @GetMapping("/{id}/items")
    @Operation(summary = "The cases of a job in the order in which they are tried, with their results")
    Page<JobItem> items(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable JobItemResult result,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return jobs.items(id, result, cursor, limit);
    }

    @PostMapping("/{id}/pause")
    @Operation(summary = "Tries no further case until it is resumed")
    JobDetails pause(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return jobs.pause(id, reason.reason(), caller);
    }

    @PostMapping("/{id}/resume")
    @Operation(summary = "Lets a PAUSED job go on; failures until now do not stop it again")
    JobDetails resume(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return jobs.resume(id, reason.reason(), caller);
    }

    @PostMapping("/{id}/stop")
    @Operation(summary = "Ends a job; cases under way still come to their result")
    JobDetails stop(Caller caller, @PathVariable UUID id, @RequestBody Reason reason) {
        return jobs.stop(id, reason.reason(), caller);
    }
}
