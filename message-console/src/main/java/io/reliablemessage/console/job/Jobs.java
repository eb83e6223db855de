package io.reliablemessage.console.job;

import io.reliablemessage.console.service.Call;
import io.reliablemessage.console.service.ServiceClient;
import io.reliablemessage.protocol.management.JobDetails;
import io.reliablemessage.protocol.management.JobItem;
import io.reliablemessage.protocol.management.JobItemResult;
import io.reliablemessage.protocol.management.JobPreview;
import io.reliablemessage.protocol.management.JobRequest;
import io.reliablemessage.protocol.management.Page;
import io.reliablemessage.protocol.management.Reason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/** The service's jobs over dead letters. */
@Component
class Jobs {
    private static final int LARGEST_PAGE = 200;

    private final ServiceClient service;

    Jobs(ServiceClient service) {
        this.service = service;
    }

    /** Newest first. */
    Page<JobDetails> page(@Nullable String cursor) {
        return service.page(Call.to("/v1/dead-letter-jobs").with("cursor", cursor), JobDetails.class);
    }

    JobDetails get(UUID id) {
        return service.get(Call.to("/v1/dead-letter-jobs/{id}", id), JobDetails.class);
    }

    JobPreview preview(JobRequest request) {
        return service.send(HttpMethod.POST, Call.to("/v1/dead-letter-jobs/preview"), request, JobPreview.class);
    }

    JobDetails start(JobRequest request) {
        return service.send(HttpMethod.POST, Call.to("/v1/dead-letter-jobs"), request, JobDetails.class);
    }

    /** The cases in the order in which they are tried. @param result only those with it; {@code null}: all */
    Page<JobItem> items(UUID id, @Nullable JobItemResult result, @Nullable String cursor) {
        return items(id, result, cursor, null);
    }

    /** As {@link #items(UUID, JobItemResult, String)}, as many at once as the service gives. */
    Page<JobItem> manyItems(UUID id, @Nullable JobItemResult result, @Nullable String cursor) {
        return items(id, result, cursor, LARGEST_PAGE);
    }

    private Page<JobItem> items(
            UUID id, @Nullable JobItemResult result, @Nullable String cursor, @Nullable Integer limit) {
        return service.page(
                Call.to("/v1/dead-letter-jobs/{id}/items", id)
                        .with("result", result)
                        .with("cursor", cursor)
                        .with("limit", limit),
                JobItem.class);
    }

    void pause(UUID id, @Nullable String reason) {
        change("/v1/dead-letter-jobs/{id}/pause", id, reason);
    }

    void resume(UUID id, @Nullable String reason) {
        change("/v1/dead-letter-jobs/{id}/resume", id, reason);
    }

    void stop(UUID id, @Nullable String reason) {
        change("/v1/dead-letter-jobs/{id}/stop", id, reason);
    }

    private void change(String path, UUID id, @Nullable String reason) {
        service.send(HttpMethod.POST, Call.to(path, id), new Reason(reason));
    }
}
